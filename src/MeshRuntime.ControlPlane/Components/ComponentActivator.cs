using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ControlPlane.Reload;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>
/// Starts what a load added or changed: all of it, or nothing. Every component is made before the first is started, so that one start reports the
/// mistakes of all; only those that need a secret are made when their store runs.
/// </summary>
internal sealed partial class ComponentActivator(
    ComponentMaker maker, ControlPlaneOptions options, TimeProvider time, ProblemList problems, ILogger<ComponentActivator> log)
{
    private readonly MetadataResolver _metadata = new(options);
    private readonly Dictionary<ComponentResource, ActiveComponent> _made = new(ReferenceEqualityComparer.Instance);
    private readonly List<ActiveComponent> _started = [];

    /// <summary>The new set; null, with everything that it started ended again, when there are errors.</summary>
    public async Task<ComponentSet?> ActivateAsync(ResourceDiff diff, CancellationToken cancellation)
    {
        var complete = false;
        try
        {
            var ready = await MakeAllAsync(diff, cancellation);
            if (problems.HasErrors)
            {
                return null;
            }

            foreach (var (resource, registration) in ready)
            {
                await StartAsync(diff, resource, registration, cancellation);
            }

            complete = !problems.HasErrors;
            return complete ? new ComponentSet([.. diff.Kept, .. _started]) : null;
        }
        finally
        {
            await DisposeUnstartedAsync();
            if (!complete)
            {
                await ComponentSet.DisposeAsync(_started, log);
            }
        }
    }

    private async Task<List<(ComponentResource Resource, ComponentRegistration Registration)>> MakeAllAsync(
        ResourceDiff diff, CancellationToken cancellation)
    {
        var ready = new List<(ComponentResource, ComponentRegistration)>();
        foreach (var resource in StartOrder.Of(diff.Starting))
        {
            var own = new ProblemList();
            var registration = maker.Find(resource, own);
            if (registration is not null && !resource.ReadsSecrets)
            {
                await MakeAsync(diff, resource, registration, own, cancellation);
            }

            if (registration is not null && !own.HasErrors)
            {
                ready.Add((resource, registration));
            }

            Report(resource, own);
        }

        return ready;
    }

    private async Task MakeAsync(
        ResourceDiff diff, ComponentResource resource, ComponentRegistration registration, ProblemList own, CancellationToken cancellation)
    {
        var items = await _metadata.ResolveAsync(resource, Stores(diff), own, cancellation);
        if (!own.HasErrors && await maker.MakeAsync(registration, resource, items, own) is { } made)
        {
            _made.Add(resource, made);
        }
    }

    private async Task StartAsync(ResourceDiff diff, ComponentResource resource, ComponentRegistration registration, CancellationToken cancellation)
    {
        var own = new ProblemList();
        using var limit = new CancellationTokenSource(resource.StartLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            if (resource.ReadsSecrets)
            {
                await MakeAsync(diff, resource, registration, own, either.Token);
            }

            if (_made.GetValueOrDefault(resource) is { } made)
            {
                // On another thread, and left behind at the limit: a driver that blocks or ignores its token must not hold up the start. Its
                // disposal ends it.
                await Task.Run(() => made.Instance.StartAsync(either.Token).AsTask(), either.Token).WaitAsync(either.Token);
                _made.Remove(resource);
                _started.Add(made);
                Log.Loaded(log, resource.Name, resource.Type, resource.ShownVersion);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            var limited = $"it did not start within {GoDuration.Format(resource.StartLimit)}";
            Failed(resource, own, limited, "raise spec.initTimeout, or mend what it waits for");
        }
        catch (ComponentException e)
        {
            Failed(resource, own, e.Message, "mend its metadata, or what it connects to");
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // A driver's own exception that its component let through. It must not take a running sidecar down at a reload.
            Failed(resource, own, $"{e.GetType().Name}: {e.Message}", "mend its metadata, or what it connects to");
        }

        Report(resource, own);
    }

    // A component's sentence ends with a full stop, and the cure follows in the same line.
    private static void Failed(ComponentResource resource, ProblemList own, string what, string cure) => own.Error(
        resource.Place, "spec.type", $"[INIT_COMPONENT_FAILURE]: initialization error occurred for {resource.Title}: {what.TrimEnd('.')}", cure);

    /// <summary>With ignoreErrors a component that fails is left out and the rest starts; never one that the mesh itself stands on.</summary>
    private void Report(ComponentResource resource, ProblemList own)
    {
        var ignored = own.HasErrors && resource.IgnoreErrors && !ComponentCategory.IsPlatform(resource.Category);
        foreach (var problem in own.ToList())
        {
            problems.Add(ignored ? problem with { Severity = ProblemSeverity.Warning } : problem);
        }

        if (ignored)
        {
            problems.Warning(
                resource.Place, "spec.ignoreErrors", $"component \"{resource.Name}\" is left out because of the above", "mend it, or remove it");
        }
    }

    private Dictionary<string, ISecretStore> Stores(ResourceDiff diff) => diff.Kept.Concat(_started)
        .Where(active => active.Instance is ISecretStore)
        .ToDictionary(active => active.Resource.Name, active => (ISecretStore)active.Instance);

    private async Task DisposeUnstartedAsync()
    {
        foreach (var made in _made.Values)
        {
            await made.Instance.DisposeAsync();
        }

        _made.Clear();
    }

    private static partial class Log
    {
        // Scripts wait for Dapr's line: "Component loaded: name (type/version)".
        [LoggerMessage(2001, LogLevel.Information, "Component loaded: {Component} ({Type}/{Version})")]
        public static partial void Loaded(ILogger log, string component, string type, string version);
    }
}
