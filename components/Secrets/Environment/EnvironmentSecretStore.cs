using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.Secrets.Environment;

/// <summary>Reads secrets from the environment of the sidecar. The sidecar's own tokens and settings are never among them.</summary>
internal sealed partial class EnvironmentSecretStore : ISecretStore
{
    private readonly EnvironmentSecretOptions _options;
    private readonly Func<string, string?> _read;
    private readonly IReadOnlyCollection<string> _names;
    private readonly ILogger _log;

    public EnvironmentSecretStore(ComponentContext context)
    {
        _options = EnvironmentSecretOptions.Read(context);
        _read = context.Environment;
        _names = context.EnvironmentNames;
        _log = context.Loggers.CreateLogger<EnvironmentSecretStore>();
    }

    public ValueTask StartAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(
        string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var variable = _options.Prefix + name;
        if (IsOwn(variable))
        {
            Log.Forbidden(_log, variable);
            return ValueTask.FromResult(Single(name, ""));
        }

        // A variable that is not set is an empty secret and no error, as in Dapr. A name with a NUL is never set, yet .NET reads it as what stands
        // before the NUL: "APP_API_TOKEN\0" would pass above, and pass a scope that denies what it is read as.
        var value = variable.Contains('\0', StringComparison.Ordinal) ? null : _read(variable);
        return ValueTask.FromResult(Single(name, value ?? ""));
    }

    public ValueTask<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(
        IReadOnlyDictionary<string, string> metadata, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var variable in _names)
        {
            // A variable named like the prefix and nothing more would be a secret without a name.
            var within = variable.StartsWith(_options.Prefix, StringComparison.Ordinal) && variable.Length > _options.Prefix.Length;
            if (within && !IsOwn(variable) && _read(variable) is { } value)
            {
                var name = variable[_options.Prefix.Length..];
                secrets[name] = Single(name, value);
            }
        }

        return ValueTask.FromResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>(secrets);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // By the whole name, prefix included: a prefix of "DAPR_" or "APP_API_" opens no door. Without case, as Dapr compares.
    private static bool IsOwn(string variable) =>
        variable.Equals("APP_API_TOKEN", StringComparison.OrdinalIgnoreCase) || variable.StartsWith("DAPR_", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyDictionary<string, string> Single(string name, string value) =>
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };

    private static partial class Log
    {
        [LoggerMessage(5080, LogLevel.Warning, "The variable {Variable} belongs to the sidecar and is never given out: the secret is empty")]
        public static partial void Forbidden(ILogger logger, string variable);
    }
}
