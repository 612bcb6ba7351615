using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>Finds apps in a map that a person wrote. Read once, at start; it announces nothing.</summary>
internal sealed partial class StructuredNameResolver : INameResolver
{
    private readonly StructuredNameOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private FrozenDictionary<string, EndpointSet> _apps = FrozenDictionary<string, EndpointSet>.Empty;

    public StructuredNameResolver(ComponentContext context)
    {
        _options = StructuredNameOptions.Read(context);
        _time = context.Time;
        _log = context.Loggers.CreateLogger<StructuredNameResolver>();
    }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var place = _options.InFile ? _options.Text : _options.Form == StructuredForm.Lines ? "addresses" : "stringValue";
        try
        {
            var text = _options.InFile ? await File.ReadAllTextAsync(_options.Text, cancellation) : _options.Text;
            var map = _options.Form switch
            {
                StructuredForm.Json => AddressJson.Read(text),
                StructuredForm.Yaml => AddressYaml.Read(text),
                _ => AddressLines.Read(text),
            };
            _apps = map.Build();
            Log.Loaded(_log, _apps.Count, place);
        }
        catch (FormatException e)
        {
            throw new ComponentException(ComponentFault.Invalid, $"the map of addresses in {place} cannot be read: {e.Message}.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException(
                ComponentFault.Invalid, $"the map of addresses cannot be read: {e.Message} Correct filePath, or make the file {place}.", e);
        }
    }

    public ValueTask RegisterAsync(ServiceInstance instance, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask DeregisterAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask<EndpointSet> ResolveAsync(ServiceName name, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_apps.GetValueOrDefault(name.AppId, EndpointSet.Empty));
    }

    public async IAsyncEnumerable<EndpointSet> WatchAsync(ServiceName name, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return await ResolveAsync(name, cancellation);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(5040, LogLevel.Information, "Read the addresses of {Count} apps from {Place}")]
        public static partial void Loaded(ILogger logger, int count, string place);
    }
}
