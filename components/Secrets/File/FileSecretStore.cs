using System.Text.Json;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using Microsoft.Extensions.Logging;
using IOFile = System.IO.File;

namespace MeshRuntime.Components.Secrets.File;

/// <summary>Reads secrets from a JSON file, once, at start. For development: the file is not encrypted.</summary>
internal sealed partial class FileSecretStore : ISecretStore
{
    private readonly FileSecretOptions _options;
    private readonly ILogger _log;
    private IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> _secrets =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    public FileSecretStore(ComponentContext context)
    {
        _options = FileSecretOptions.Read(context);
        _log = context.Loggers.CreateLogger<FileSecretStore>();
    }

    public IReadOnlyList<string> Capabilities => _options.MultiValued ? ["MULTIPLE_KEY_VALUES_PER_SECRET"] : [];

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var path = Path.GetFullPath(_options.SecretsFile);
        try
        {
            _secrets = SecretDocument.Read(await IOFile.ReadAllTextAsync(path, cancellation), _options.NestedSeparator, _options.MultiValued);
            Log.Loaded(_log, _secrets.Count, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComponentException(
                ComponentFault.Invalid,
                $"the secrets file {path} does not exist. Make it, with a JSON object such as {{\"name\": \"value\"}} in it, or correct secretsFile: "
                + "a relative path starts at the folder that the sidecar was started in.",
                e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException(ComponentFault.Invalid, $"the secrets file {path} cannot be read: {e.Message}", e);
        }
        catch (JsonException e)
        {
            // Not the exception's own text, which may quote the file.
            throw new ComponentException(
                ComponentFault.Invalid, $"the secrets file {path} is not JSON: see line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}.");
        }
        catch (FormatException e)
        {
            throw new ComponentException(ComponentFault.Invalid, $"the secrets file {path} cannot be used: {e.Message}.", e);
        }
    }

    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _secrets.TryGetValue(name, out var secret)
            ? ValueTask.FromResult(secret)
            : throw new ComponentException(ComponentFault.NotFound, $"secret {name} not found");
    }

    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_secrets);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(5060, LogLevel.Information, "Read {Count} secrets from {File}")]
        public static partial void Loaded(ILogger logger, int count, string file);
    }
}
