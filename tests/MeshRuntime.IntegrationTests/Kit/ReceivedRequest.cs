using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>One request as the app got it.</summary>
internal sealed class ReceivedRequest(HttpContext context)
{
    public string Method { get; } = context.Request.Method;

    public string Protocol { get; } = context.Request.Protocol;

    /// <summary>Path and query as they stood on the wire.</summary>
    public string Target { get; } = context.Features.Get<IHttpRequestFeature>()!.RawTarget;

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; } =
        [.. context.Request.Headers.SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key, value ?? ""))];

    /// <summary>The first part of the body; the rest is counted, not kept.</summary>
    public byte[] Body { get; private set; } = [];

    public long BodyLength { get; private set; }

    /// <summary>SHA-256 of the whole body, in hex.</summary>
    public string BodyHash { get; private set; } = "";

    /// <summary>True when the whole body was read without an error.</summary>
    public bool IsComplete { get; private set; }

    public string? Header(string name) => All(name) is [var first, ..] ? first : null;

    public IReadOnlyList<string> All(string name) =>
        [.. Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    public void Keep(BodyDigest body)
    {
        Body = body.Start;
        BodyLength = body.Length;
        BodyHash = body.Hash;
        IsComplete = true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Method} {Target} ({BodyLength} bytes)");
}
