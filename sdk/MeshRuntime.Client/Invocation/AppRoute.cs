using System.Buffers;

namespace MeshRuntime.Client;

/// <summary>
/// Writes the address of a call: <c>/v1.0/invoke/{app}/method/{path}</c>. Not the form with the header <c>dapr-app-id</c>, where a path such as
/// <c>/v1.0/shutdown</c> would be served by the sidecar itself, and not through .NET's own clean-up of paths: it resolves dots, so that a path with <c>../</c> in it
/// would leave the prefix.
/// </summary>
/// <remarks>
/// The path leaves as it was written. What a sidecar makes of it is its own: it takes an escaped slash for a slash, and double slashes for one. Segments of dots
/// are refused here, since each reader on the way resolves them, and not all alike.
/// </remarks>
internal sealed class AppRoute
{
    // What stands in an app id has to stand in a path and in a header. Those that sidecars refuse: docs/compatibility.md.
    private static readonly SearchValues<char> IdLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~");

    private readonly SidecarRequests _requests;
    private readonly string _withSlash;
    private readonly string _withoutSlash;

    /// <exception cref="ArgumentException">The id cannot be one of an app.</exception>
    public AppRoute(SidecarRequests requests, string appId)
    {
        CheckId(appId);
        _requests = requests;
        _withSlash = $"{requests.Address}/v1.0/invoke/{appId}/method";
        _withoutSlash = _withSlash + "/";
    }

    /// <exception cref="ArgumentException">The id cannot be one of an app.</exception>
    public static void CheckId(string appId)
    {
        ArgumentException.ThrowIfNullOrEmpty(appId);
        if (appId.AsSpan().ContainsAnyExcept(IdLetters) || appId is "." or "..")
        {
            throw new ArgumentException($"\"{appId}\" is no app id: it has letters, digits, - and _, and a dot before a namespace, such as orders.production", nameof(appId));
        }
    }

    /// <summary>The address at the sidecar.</summary>
    /// <param name="path">Path and query at the app, escaped.</param>
    /// <exception cref="ArgumentException">The path is not one that a URL can hold, or has a segment of dots.</exception>
    public Uri Address(string path)
    {
        Check(path);
        return SidecarRequests.Uri(string.Concat(path.StartsWith('/') || path.StartsWith('?') ? _withSlash : _withoutSlash, path));
    }

    /// <summary>Makes a request of the caller's making go to the app; its address is relative, or absolute with any host.</summary>
    public void Apply(HttpRequestMessage request)
    {
        var address = request.RequestUri;
        request.RequestUri = Address(address is null ? "" : address.IsAbsoluteUri ? address.PathAndQuery : address.OriginalString);
        _requests.Claim(request);
    }

    private static void Check(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.AsSpan().ContainsAnyExceptInRange('!', '~') || path.Contains('#', StringComparison.Ordinal))
        {
            throw new ArgumentException($"the path \"{path}\" has a blank, a #, or a character beyond ASCII: escape its parts, as Uri.EscapeDataString does", nameof(path));
        }

        var end = path.IndexOf('?', StringComparison.Ordinal);
        var part = end < 0 ? path.AsSpan() : path.AsSpan(0, end);
        if (part.StartsWith('.') || part.Contains("/.", StringComparison.Ordinal) || part.Contains("%2", StringComparison.Ordinal))
        {
            CheckSegments(path, part);
        }
    }

    private static void CheckSegments(string path, ReadOnlySpan<char> part)
    {
        foreach (var segment in Uri.UnescapeDataString(part).Split('/'))
        {
            if (segment is "." or "..")
            {
                throw new ArgumentException($"the path \"{path}\" has a segment \"{segment}\", which sidecars and apps resolve in different ways: write the path without it", nameof(path));
            }
        }
    }
}
