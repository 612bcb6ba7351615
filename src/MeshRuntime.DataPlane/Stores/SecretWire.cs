using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane.Stores;

/// <summary>Puts questions to secret stores. The only place of such a question that catches.</summary>
/// <param name="log">Told of what no component should throw.</param>
internal sealed partial class SecretWire(ILogger<SecretWire> log)
{
    /// <summary>Asks the store of a plan.</summary>
    /// <param name="plan">The store.</param>
    /// <param name="question">What it is asked.</param>
    /// <param name="failed">Makes the error of a reason.</param>
    /// <param name="cancellation">The asker's.</param>
    /// <exception cref="OperationCanceledException">Who asked gave up.</exception>
    public async ValueTask<StoreAnswer<T>> AskAsync<T>(
        SecretStorePlan plan, Func<ISecretStore, ValueTask<T>> question, Func<string, MeshError> failed, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return new(await question(plan.Component), null);
        }
        catch (ComponentException failure)
        {
            // Race: the store fails while the asker gives up. The failure was told, so it wins.
            return new(null, failed(failure.Message));
        }
        catch (Exception failure) when (!(failure is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            // A bug there. Its text is nobody's promise, and a parser's may quote what it read: neither the app nor the log gets it.
            Log.Unexpected(log, plan.Name, failure.GetType().Name, failure.StackTrace);
            return new(null, failed("the store failed in a way that it does not expect itself; the log of the sidecar says where"));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1440, LogLevel.Error, "Component {Component} failed to read a secret in a way that it does not expect itself: {Kind}, its text left out\n{Place}")]
        public static partial void Unexpected(ILogger logger, string component, string kind, string? place);
    }
}
