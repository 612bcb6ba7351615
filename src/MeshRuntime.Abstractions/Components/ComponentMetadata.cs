using System.Globalization;

namespace MeshRuntime.Abstractions.Components;

/// <summary>
/// Reads a component's metadata by name and type. A wrong value is not an exception: it is added to <see cref="Problems"/> and the default is
/// returned, so that one start reports every mistake. Names are compared without case. A name that was never asked for is unknown
/// (<see cref="Unread"/>): asking is how a component declares its fields.
/// </summary>
public sealed class ComponentMetadata
{
    private readonly List<MetadataItem> _items;
    private readonly List<MetadataProblem> _problems = [];
    private readonly List<string> _asked = [];

    /// <param name="items">The entries; a later one of the same name replaces an earlier one.</param>
    public ComponentMetadata(IEnumerable<MetadataItem> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        _items = [.. items];
    }

    /// <summary>Everything found wrong so far.</summary>
    public IReadOnlyList<MetadataProblem> Problems => _problems;

    /// <summary>The names that the component has asked for, in order.</summary>
    public IReadOnlyList<string> Known => _asked;

    /// <summary>The entries whose names nobody asked for.</summary>
    public IEnumerable<MetadataItem> Unread =>
        _items.Where(item => !_asked.Contains(item.Name, StringComparer.OrdinalIgnoreCase));

    /// <summary>The text of an entry, or null when it is absent or empty.</summary>
    /// <param name="name">The field.</param>
    /// <param name="aliases">Older spellings of the field, tried in order.</param>
    public string? OptionalText(string name, params ReadOnlySpan<string> aliases) => Find(name, aliases)?.Value;

    /// <summary>The text of an entry, or the default when it is absent or empty.</summary>
    public string Text(string name, string defaultValue) => Find(name, [])?.Value ?? defaultValue;

    /// <summary>The text of an entry that must be there; empty after reporting the problem when it is not.</summary>
    public string RequiredText(string name, string cure, params ReadOnlySpan<string> aliases)
    {
        var item = Find(name, aliases);
        if (item is null)
        {
            _problems.Add(new MetadataProblem(null, name, "is missing", cure));
        }

        return item?.Value ?? "";
    }

    /// <summary>True for <c>y, yes, true, t, on, 1</c> in any case (Dapr's list), false for their opposites; anything else is a problem.</summary>
    public bool Flag(string name, bool defaultValue)
    {
        var item = Find(name, []);
        return item?.Value.Trim().ToLowerInvariant() switch
        {
            null => defaultValue,
            "y" or "yes" or "true" or "t" or "on" or "1" => true,
            "n" or "no" or "false" or "f" or "off" or "0" => false,
            _ => Report(item, "is not a boolean", "write true or false", defaultValue),
        };
    }

    /// <summary>A whole number within a range, both ends included.</summary>
    public long Integer(string name, long defaultValue, long min, long max)
    {
        var item = Find(name, []);
        if (item is null)
        {
            return defaultValue;
        }

        return long.TryParse(item.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : Report(item, "is not a whole number in range", $"write a whole number from {min} to {max}", defaultValue);
    }

    /// <summary>A Go duration (<c>1m30s</c>, <c>250ms</c>) or a bare number of seconds, within a range, both ends included.</summary>
    public TimeSpan Duration(string name, TimeSpan defaultValue, TimeSpan min, TimeSpan max, params ReadOnlySpan<string> aliases)
    {
        var item = Find(name, aliases);
        if (item is null)
        {
            return defaultValue;
        }

        return GoDuration.TryParse(item.Value, TimeSpan.FromSeconds(1), out var duration) && duration >= min && duration <= max
            ? duration
            : Report(
                item,
                "is not a duration in range",
                $"write a duration such as 5s or 250ms, from {GoDuration.Format(min)} to {GoDuration.Format(max)}",
                defaultValue);
    }

    /// <summary>Adds a problem that the component itself found, such as two fields that exclude each other.</summary>
    public void Report(string name, string what, string cure) =>
        _problems.Add(new MetadataProblem(Find(name, [])?.Place, name, what, cure));

    private MetadataItem? Find(string name, ReadOnlySpan<string> aliases)
    {
        var found = FindExactly(name);
        foreach (var alias in aliases)
        {
            // Every alias is asked for, found or not: all of them are known names.
            var other = FindExactly(alias);
            found ??= other;
        }

        return found;
    }

    private MetadataItem? FindExactly(string name)
    {
        if (!_asked.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            _asked.Add(name);
        }

        var item = _items.FindLast(item => string.Equals(item.Name, name, StringComparison.OrdinalIgnoreCase));
        return string.IsNullOrEmpty(item?.Value) ? null : item;
    }

    private T Report<T>(MetadataItem item, string what, string cure, T defaultValue)
    {
        var shown = item.IsSecret ? "the value" : $"\"{item.Value}\"";
        _problems.Add(new MetadataProblem(item.Place, item.Name, $"{shown} {what}", cure));
        return defaultValue;
    }
}
