namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Holds the label values that make a series, in the order of the family's label names. Unused ones are empty.</summary>
/// <param name="First">Value of the first label.</param>
/// <param name="Second">Value of the second label.</param>
/// <param name="Third">Value of the third label.</param>
/// <param name="Fourth">Value of the fourth label.</param>
/// <param name="Fifth">Value of the fifth label.</param>
/// <param name="Sixth">Value of the sixth label.</param>
public readonly record struct LabelValues(
    string First = "", string Second = "", string Third = "", string Fourth = "", string Fifth = "", string Sixth = "")
{
    /// <summary>The value of a label by its place.</summary>
    public string this[int index] => index switch
    {
        0 => First,
        1 => Second,
        2 => Third,
        3 => Fourth,
        4 => Fifth,
        _ => Sixth,
    };
}
