using System.Collections.Immutable;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>Writes labels into one column, a line each, <c>name=value</c>, by name: so two rows with the same labels are equal.</summary>
internal static class LabelText
{
    public static string Write(ImmutableDictionary<string, string> labels) =>
        string.Join('\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>Lines of another form are left out: others write this file, too.</summary>
    public static ImmutableDictionary<string, string> Read(string text)
    {
        var labels = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split('=', 2) is [{ Length: > 0 } name, var value])
            {
                labels[name] = value;
            }
        }

        return labels.ToImmutable();
    }
}
