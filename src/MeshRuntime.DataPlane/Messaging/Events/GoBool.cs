namespace MeshRuntime.DataPlane.Messaging.Events;

/// <summary>Reads a boolean as Go's <c>strconv.ParseBool</c> does; an empty text is false.</summary>
internal static class GoBool
{
    public static bool TryParse(string? text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || string.IsNullOrEmpty(text) || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }
}
