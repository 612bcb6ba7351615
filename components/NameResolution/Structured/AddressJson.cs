using System.Text.Json;

namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>Reads Dapr's form in JSON: <c>{"appInstances": {"orders": [{"ipv4": "127.0.0.1", "port": 50002}]}}</c>.</summary>
internal static class AddressJson
{
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static AddressMap Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new FormatException($"not JSON: {e.Message}", e);
        }
    }

    private static AddressMap Read(JsonElement root)
    {
        var map = new AddressMap();
        if (root.ValueKind != JsonValueKind.Object || Find(root, "appInstances") is not { ValueKind: JsonValueKind.Object } apps)
        {
            throw new FormatException("the object \"appInstances\" is missing");
        }

        foreach (var app in apps.EnumerateObject())
        {
            map.AddApp(app.Name);
            if (app.Value.ValueKind != JsonValueKind.Array)
            {
                throw new FormatException($"\"{app.Name}\" is not a list of instances");
            }

            foreach (var instance in app.Value.EnumerateArray())
            {
                if (instance.ValueKind != JsonValueKind.Object)
                {
                    throw new FormatException($"an instance of \"{app.Name}\" is not an object");
                }

                map.Add(app.Name, Text(instance, "domain"), Text(instance, "ipv4"), Text(instance, "ipv6"), Port(instance), Labels(instance));
            }
        }

        return map;
    }

    private static int Port(JsonElement instance) =>
        Find(instance, "port") is { ValueKind: JsonValueKind.Number } port && port.TryGetInt32(out var number) ? number : 0;

    private static IEnumerable<KeyValuePair<string, string>> Labels(JsonElement instance) =>
        Find(instance, "extendedInfo") is { ValueKind: JsonValueKind.Object } info
            ? info.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.ToString()))
            : [];

    private static string? Text(JsonElement instance, string name) =>
        Find(instance, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    // Without case, as Go's decoder reads it.
    private static JsonElement? Find(JsonElement map, string name)
    {
        foreach (var property in map.EnumerateObject())
        {
            if (string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return property.Value;
            }
        }

        return null;
    }
}
