using System.Globalization;
using System.Text.Json;

namespace MeshRuntime.Components.Secrets.File;

/// <summary>Turns the JSON of a secrets file into secrets.</summary>
internal static class SecretDocument
{
    /// <exception cref="JsonException">The text is not JSON.</exception>
    /// <exception cref="FormatException">The JSON is not an object, or two entries end up with one name.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Read(string json, string separator, bool multiValued)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("it is not a JSON object");
        }

        var secrets = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        if (multiValued)
        {
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                // Dapr's rule: text is a secret of one value, an object one of many, and anything else at the top is left out.
                switch (entry.Value.ValueKind)
                {
                    case JsonValueKind.String:
                        secrets[entry.Name] = Single(entry.Name, TextOf(entry.Value));
                        break;
                    case JsonValueKind.Object:
                        var values = new Dictionary<string, string>(StringComparer.Ordinal);
                        Flatten(entry.Value, "", separator, values);
                        secrets[entry.Name] = values;
                        break;
                }
            }
        }
        else
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            Flatten(document.RootElement, "", separator, values);
            foreach (var (name, value) in values)
            {
                secrets[name] = Single(name, value);
            }
        }

        return secrets;
    }

    private static Dictionary<string, string> Single(string name, string value) => new(StringComparer.Ordinal) { [name] = value };

    private static void Flatten(JsonElement element, string path, string separator, Dictionary<string, string> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var entry in element.EnumerateObject())
                {
                    Flatten(entry.Value, Join(path, separator, entry.Name), separator, values);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Flatten(item, Join(path, separator, (index++).ToString(CultureInfo.InvariantCulture)), separator, values);
                }

                break;
            default:
                // Dapr keeps whichever of the two it meets first, in an order that changes from start to start.
                if (!values.TryAdd(path, TextOf(element)))
                {
                    throw new FormatException($"two entries have the name \"{path}\" once nested names are joined with \"{separator}\"");
                }

                break;
        }
    }

    private static string Join(string path, string separator, string name) => path.Length == 0 ? name : path + separator + name;

    // Numbers as written, true and false; Dapr prints them with its formatter's error text ("%!s(float64=1)").
    private static string TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() ?? "" : element.ToString() switch
    {
        "True" => "true",
        "False" => "false",
        var text => text,
    };
}
