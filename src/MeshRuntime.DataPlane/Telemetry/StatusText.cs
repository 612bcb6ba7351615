using System.Globalization;

namespace MeshRuntime.DataPlane.Telemetry;

/// <summary>Gives the text of a status without making a new string for each call.</summary>
internal static class StatusText
{
    // gRPC's codes and HTTP's: all below 600.
    private static readonly string[] Texts = [.. Enumerable.Range(0, 600).Select(status => status.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The number as text; anything that is no status is <c>unknown</c>.</summary>
    public static string Of(int status) => (uint)status < (uint)Texts.Length ? Texts[status] : "unknown";
}
