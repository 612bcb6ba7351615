using System.Globalization;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Declares one flag: everything that reading, help and tests need to know about it.</summary>
/// <param name="Name">Dapr's name, without dashes.</param>
/// <param name="Kind">How its value is read.</param>
/// <param name="Group">Its heading in the help.</param>
/// <param name="Help">What it does, in one line.</param>
internal sealed record Flag(string Name, FlagKind Kind, FlagGroup Group, string Help)
{
    /// <summary>The value when it is not given, written as a user would; empty is none.</summary>
    public string Default { get; init; } = "";

    /// <summary>What a bare number counts; empty when it counts nothing.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The least number allowed.</summary>
    public long? Min { get; init; }

    /// <summary>The greatest number allowed.</summary>
    public long? Max { get; init; }

    /// <summary>Whether a number under <see cref="Min"/> means the default (Dapr) rather than a mistake.</summary>
    public bool BelowMinIsDefault { get; init; }

    /// <summary>Whether an empty value means the flag was not given.</summary>
    public bool EmptyIsAbsent { get; init; }

    /// <summary>The words allowed, for <see cref="FlagKind.Choice"/> and for lists with fixed words.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>False while the flag is accepted for Dapr's sake and changes nothing here.</summary>
    public bool HasEffect { get; init; } = true;

    /// <summary>The flag to use in its place; null when this one is current.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>The allowed values, in words.</summary>
    public string Range => Kind switch
    {
        FlagKind.Switch => "true or false",
        FlagKind.Choice => string.Join(", ", Choices),
        FlagKind.List when Choices.Count > 0 => $"any of {string.Join(", ", Choices)}",
        FlagKind.Number => Numbers(),
        FlagKind.Size => "a byte count such as 4Mi, or -1 for the default",
        FlagKind.Duration when Min > 0 => "a duration such as 1m30s, above 0",
        FlagKind.Duration => "a duration such as 1m30s, 0 or more",
        FlagKind.Address => "an IP address or localhost",
        FlagKind.Addresses => "IP addresses or localhost, comma-separated",
        _ => "",
    };

    private string Numbers()
    {
        var least = Min!.Value.ToString(CultureInfo.InvariantCulture);
        var most = Max!.Value.ToString(CultureInfo.InvariantCulture);
        return BelowMinIsDefault ? $"{least} to {most}; below {least} means the default" : $"{least} to {most}";
    }
}
