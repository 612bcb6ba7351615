namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>Knows which variables of macros can be seen, and where each is kept; those side by side share a place.</summary>
internal sealed class MacroScope
{
    private readonly List<string> _names = [];

    /// <summary>How many places are needed.</summary>
    public int SlotCount { get; private set; }

    /// <summary>A macro begins; returns the place of its variable.</summary>
    public int Enter(string name)
    {
        _names.Add(name);
        SlotCount = Math.Max(SlotCount, _names.Count);
        return _names.Count - 1;
    }

    /// <summary>The innermost macro ends.</summary>
    public void Leave() => _names.RemoveAt(_names.Count - 1);

    /// <summary>The place of a variable, the innermost of that name; null when no macro has one.</summary>
    public int? Find(string name) => _names.LastIndexOf(name) is var slot and >= 0 ? slot : null;
}
