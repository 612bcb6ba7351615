using MeshRuntime.Client;
using Microsoft.Extensions.Configuration;

namespace MeshRuntime.AspNetCore;

/// <summary>Holds the secrets of one store as configuration, and reads them again from time to time where that is asked for.</summary>
internal sealed class MeshSecretsProvider(string store, MeshSecretsOptions options) : ConfigurationProvider, IDisposable
{
    private readonly MeshClient _mesh = new(options.Client);
    private readonly SecretNames _names = new(options);
    private readonly CancellationTokenSource _end = new();
    private Task _reloads = Task.CompletedTask;

    /// <summary>Configuration is built without await; nothing below needs this thread.</summary>
    public override void Load()
    {
        try
        {
            Data = ReadFirstAsync().GetAwaiter().GetResult();
        }
        catch (Exception failure) when (failure is MeshException or TimeoutException)
        {
            if (!options.Optional)
            {
                throw new InvalidOperationException(
                    $"The secrets of store {store} could not be read into the configuration: {failure.Message}. Start the sidecar with a secret store of that name "
                    + "(--resources-path) and the right to these secrets, or set Optional in AddMeshSecrets.", failure);
            }
        }

        if (options.ReloadInterval is { } interval && _reloads.IsCompleted && !_end.IsCancellationRequested)
        {
            _reloads = ReloadAsync(interval);
        }
    }

    public void Dispose()
    {
        if (_end.IsCancellationRequested)
        {
            return;
        }

        // The loop ends with the token, at the latest after the request that is under way is cut.
        _end.Cancel();
        _reloads.GetAwaiter().GetResult();
        _end.Dispose();
        _mesh.Dispose();
    }

    private async Task<Dictionary<string, string?>> ReadFirstAsync()
    {
        await _mesh.WaitForSidecarAsync(options.WaitForSidecar, _end.Token).ConfigureAwait(false);
        return await ReadAsync().ConfigureAwait(false);
    }

    private async Task<Dictionary<string, string?>> ReadAsync()
    {
        var read = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (options.Names.Count == 0)
        {
            foreach (var (name, values) in await _mesh.GetSecretsAsync(store, cancellationToken: _end.Token).ConfigureAwait(false))
            {
                _names.Add(read, name, values);
            }
        }
        else
        {
            foreach (var name in options.Names)
            {
                _names.Add(read, name, await _mesh.GetSecretAsync(store, name, cancellationToken: _end.Token).ConfigureAwait(false));
            }
        }

        return read;
    }

    private async Task ReloadAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, options.Client.TimeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token).ConfigureAwait(false))
            {
                await ReloadOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed of.
        }
    }

    private async Task ReloadOnceAsync()
    {
        try
        {
            var read = await ReadAsync().ConfigureAwait(false);
            if (read.Count != Data.Count || read.Any(secret => !Data.TryGetValue(secret.Key, out var before) || before != secret.Value))
            {
                Data = read;
                OnReload();
            }
        }
        catch (Exception failure) when (failure is MeshException or TimeoutException)
        {
            // The sidecar is being restarted, or its store is: what was read before holds until it is back.
        }
    }
}
