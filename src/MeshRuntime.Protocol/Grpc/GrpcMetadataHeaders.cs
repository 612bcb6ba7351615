using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Carries metadata from headers and into them, on both sides of the wire. Headers that cannot be metadata are left out.</summary>
public static class GrpcMetadataHeaders
{
    // Each hop tells its own.
    private const string UserAgent = "user-agent";

    /// <summary>Adds what a server got.</summary>
    public static void AddFrom(this GrpcMetadata metadata, IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                metadata.TryAdd(name, value ?? "");
            }
        }
    }

    /// <summary>Adds what a client got.</summary>
    public static void AddFrom(this GrpcMetadata metadata, HttpHeaders headers)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
            {
                metadata.TryAdd(name, value);
            }
        }
    }

    /// <summary>Puts metadata into what a server sends: its headers or its trailers.</summary>
    public static void CopyTo(this GrpcMetadata metadata, IHeaderDictionary headers)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(headers);
        foreach (var entry in metadata)
        {
            headers[entry.Name] = StringValues.Concat(headers[entry.Name], entry.Text);
        }
    }

    /// <summary>Puts metadata into what a client sends.</summary>
    public static void CopyTo(this GrpcMetadata metadata, HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(request);
        foreach (var entry in metadata)
        {
            // Some names (expires, allow, content-language) belong to the content for .NET; on the wire they are headers like any other.
            if (entry.Name != UserAgent && !request.Headers.TryAddWithoutValidation(entry.Name, entry.Text))
            {
                request.Content?.Headers.TryAddWithoutValidation(entry.Name, entry.Text);
            }
        }
    }
}
