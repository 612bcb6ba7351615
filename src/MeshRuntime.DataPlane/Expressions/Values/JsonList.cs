using System.Text.Json;

namespace MeshRuntime.DataPlane.Expressions.Values;

/// <summary>A JSON array.</summary>
internal sealed class JsonList(JsonElement json) : CelList
{
    public override int Count => json.GetArrayLength();

    public override CelValue this[int index] => JsonValues.Read(json[index]);

    public override IEnumerable<CelValue> Elements
    {
        get
        {
            foreach (var element in json.EnumerateArray())
            {
                yield return JsonValues.Read(element);
            }
        }
    }
}
