using System.Net;

namespace MeshRuntime.Client;

/// <summary>
/// Tells a 404 that means "there is no such order" from one that means "there is no such address": an app with <c>AddMesh()</c> marks the second kind, <c>mesh-route: none</c>.
/// Whatever has no mark says of what was asked for that there is none, as plain REST apps do.
/// </summary>
internal static class NoRoute
{
    /// <summary>The header of the answer.</summary>
    public const string Header = "mesh-route";

    /// <summary>Its value when nothing in the app takes such a request.</summary>
    public const string None = "none";

    /// <summary>Whether an answer has the mark.</summary>
    public static bool IsMarked(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.NotFound && response.Headers.NonValidated.TryGetValues(Header, out var values) && values.ToString() == None;
}
