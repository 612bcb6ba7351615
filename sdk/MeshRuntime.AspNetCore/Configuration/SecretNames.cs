using Microsoft.Extensions.Configuration;

namespace MeshRuntime.AspNetCore;

/// <summary>Turns names of secrets into keys of configuration.</summary>
internal sealed class SecretNames(MeshSecretsOptions options)
{
    /// <summary>Adds the values of one secret. A store that keeps one value has it under the secret's own name.</summary>
    public void Add(Dictionary<string, string?> configuration, string name, IReadOnlyDictionary<string, string> values)
    {
        if (!name.StartsWith(options.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var (part, value) in values)
        {
            configuration[Key(part == name ? name : $"{name}{ConfigurationPath.KeyDelimiter}{part}")] = value;
        }
    }

    private string Key(string name)
    {
        var key = name[options.Prefix.Length..];
        return options.SectionSeparator.Length == 0 ? key : key.Replace(options.SectionSeparator, ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
    }
}
