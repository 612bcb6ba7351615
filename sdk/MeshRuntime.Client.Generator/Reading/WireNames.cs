namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Tells which names a header can have.</summary>
internal static class WireNames
{
    // A token of RFC 9110, section 5.6.2.
    private const string Marks = "!#$%&'*+-.^_`|~";

    // The client, the server or HTTP itself writes these.
    private static readonly string[] s_reserved =
    [
        "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Host", "Upgrade", "TE", "Trailer", "Keep-Alive", "dapr-app-id",
    ];

    public static (string What, string Cure)? WhyNoHeader(string name)
    {
        if (name.Length == 0)
            return ("is empty", "give the header's name, such as 'If-Match'");
        foreach (var letter in name)
        {
            if (letter >= 128 || (!char.IsLetterOrDigit(letter) && Marks.IndexOf(letter) < 0))
                return ($"has '{letter}', which the name of a header cannot have", "use letters, digits and '-'");
        }

        return s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            ? ("belongs to HTTP or to the sidecar", "give your header another name")
            : null;
    }
}
