using System.Globalization;
using System.Net;
using System.Text;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Turns the text of one flag into its value, or says what it may be.</summary>
internal static class FlagReading
{
    /// <summary>Reads one text. The value's type follows from the kind; null means "as if not given".</summary>
    /// <returns>False when the text is out of the flag's range.</returns>
    public static bool TryRead(Flag flag, string text, out object? value)
    {
        value = null;
        if (text.Length == 0 && (flag.EmptyIsAbsent || flag.Kind is FlagKind.Address or FlagKind.Addresses))
        {
            return true;
        }

        switch (flag.Kind)
        {
            case FlagKind.Text:
                value = text;
                return true;
            case FlagKind.Choice:
                value = flag.Choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase));
                return value is not null;
            case FlagKind.Switch:
                value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
                return (bool)value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
            case FlagKind.Number:
                return TryReadNumber(flag, text, out value);
            case FlagKind.Duration:
                return TryReadDuration(flag, text, out value);
            case FlagKind.Size:
                return TryReadSize(flag, text, out value);
            case FlagKind.List:
                var items = SplitList(text);
                value = items;
                return flag.Choices.Count == 0 || items.TrueForAll(flag.Choices.Contains);
            case FlagKind.Address:
                value = AddressOf(text);
                return value is not null;
            case FlagKind.Addresses:
                return TryReadAddresses(text, out value);
            default:
                throw new NotSupportedException(flag.Kind.ToString());
        }
    }

    private static bool TryReadNumber(Flag flag, string text, out object? value)
    {
        value = null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number > flag.Max)
        {
            return false;
        }

        if (number < flag.Min)
        {
            return flag.BelowMinIsDefault;
        }

        value = number;
        return true;
    }

    private static bool TryReadDuration(Flag flag, string text, out object? value)
    {
        // Go refuses a bare number other than 0: nobody can tell seconds from milliseconds.
        var isBare = text.AsSpan().IndexOfAnyExcept("+-0123456789 ") < 0;
        var isRead = GoDuration.TryParse(text, TimeSpan.Zero, out var duration) && (!isBare || text.Trim() is "0" or "+0" or "-0");
        value = duration;
        return isRead && duration.Ticks >= flag.Min;
    }

    private static bool TryReadSize(Flag flag, string text, out object? value)
    {
        value = null;
        if (!Quantity.TryParse(text, out var bytes))
        {
            return false;
        }

        if (bytes == -1)
        {
            return true;
        }

        value = bytes;
        return bytes >= flag.Min && bytes <= flag.Max;
    }

    private static bool TryReadAddresses(string text, out object? value)
    {
        var addresses = new List<IPAddress>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (AddressOf(part) is not { } address)
            {
                value = null;
                return false;
            }

            if (!addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        value = addresses.Count > 0 ? addresses : null;
        return true;
    }

    private static IPAddress? AddressOf(string text)
    {
        var bare = text is ['[', .. var inner, ']'] ? inner : text;
        if (bare.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        // IPAddress reads "1" as 0.0.0.1; whoever wrote that meant a port.
        return bare.AsSpan().ContainsAny(".:") && IPAddress.TryParse(bare, out var address) ? address : null;
    }

    /// <summary>Splits at commas outside double quotes; a doubled quote inside quotes stands for one (RFC 4180).</summary>
    private static List<string> SplitList(string text)
    {
        var items = new List<string>();
        var item = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
            {
                item.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (text[i] == ',' && !isQuoted)
            {
                AddItem();
            }
            else
            {
                item.Append(text[i]);
            }
        }

        AddItem();
        return items;

        void AddItem()
        {
            var trimmed = item.ToString().Trim();
            if (trimmed.Length > 0)
            {
                items.Add(trimmed);
            }

            item.Clear();
        }
    }
}
