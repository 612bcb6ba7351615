using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary><c>{key: value, …}</c>.</summary>
internal sealed class MapNode : Node
{
    private readonly Node[] _keys;
    private readonly Node[] _values;

    public MapNode(int column, Node[] keys, Node[] values) : base(column)
    {
        _keys = keys;
        _values = values;
        Depth = Math.Max(DepthOver(keys), DepthOver(values));
    }

    public override CelValue Evaluate(ref Frame frame)
    {
        if (!frame.TrySpend(_keys.Length))
        {
            return Frame.Exhausted;
        }

        var entries = new Dictionary<MapKey, CelValue>(_keys.Length);
        for (var i = 0; i < _keys.Length; i++)
        {
            var key = _keys[i].Evaluate(ref frame);
            if (key.IsError)
            {
                return key;
            }

            var value = _values[i].Evaluate(ref frame);
            if (value.IsError)
            {
                return value;
            }

            if (key.Kind == CelKind.Double || !MapKey.TryMake(key, out var made))
            {
                return Fail($"a value of type {key.Kind.Name()} cannot be a key; use a bool, an int, a uint or a string");
            }

            if (!entries.TryAdd(made, value))
            {
                return Fail($"key {i + 1} is in the map already");
            }
        }

        return CelValue.From(new LiteralMap(entries));
    }
}
