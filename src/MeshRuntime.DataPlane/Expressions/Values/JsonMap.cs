using System.Text.Json;

namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A JSON object.</summary>
internal sealed class JsonMap(JsonElement json) : CelMap
{
    // One step for as many properties as .NET passes in the time of a step.
    private const int PropertiesPerStep = 16;

    public override int Count => json.GetPropertyCount();

    public override int LookupSteps => 1 + (Count / PropertiesPerStep);

    public override IEnumerable<CelValue> Keys
    {
        get
        {
            foreach (var property in json.EnumerateObject())
            {
                yield return ReadName(property);
            }
        }
    }

    public override bool TryGet(string key, out CelValue value)
    {
        try
        {
            var isThere = json.TryGetProperty(key, out var found);
            value = isThere ? JsonValues.Read(found) : default;
            return isThere;
        }
        catch (InvalidOperationException)
        {
            value = BrokenName();
            return true;
        }
    }

    // As in JsonValues: half of a surrogate pair passes as JSON and fails as text, in a name too.
    private static CelValue ReadName(JsonProperty property)
    {
        try
        {
            return CelValue.From(property.Name);
        }
        catch (InvalidOperationException)
        {
            return BrokenName();
        }
    }

    private static CelValue BrokenName() => CelValue.Error("a name in the JSON holds half of a surrogate pair and is no text");
}
