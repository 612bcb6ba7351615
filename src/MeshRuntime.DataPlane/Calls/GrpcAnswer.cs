using System.Globalization;
using System.Net.Http.Headers;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>What a gRPC app answered to InvokeService, beside the body: it travels to the caller's sidecar in headers.</summary>
/// <param name="Status">The app's own, to the last byte of its details.</param>
/// <param name="TypeUrl">The type of the message that is the body; empty when the body is plain bytes.</param>
public sealed record GrpcAnswer(GrpcStatus Status, string TypeUrl)
{
    private static readonly string[] Names = [MeshNames.GrpcStatus, MeshNames.GrpcMessage, MeshNames.GrpcDetails, MeshNames.TypeUrl];

    /// <summary>Reads it; null when an HTTP app answered. A code that no gRPC knows is <see cref="GrpcCode.Unknown"/>.</summary>
    public static GrpcAnswer? Read(HttpResponseHeaders headers)
    {
        if (Find(headers, MeshNames.GrpcStatus) is not { } code)
        {
            return null;
        }

        var known = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= (int)GrpcCode.Unauthenticated;
        var status = new GrpcStatus(known ? (GrpcCode)number : GrpcCode.Unknown, StatusMessage.Decode(Find(headers, MeshNames.GrpcMessage) ?? ""));
        return new GrpcAnswer(
            status with { Details = ReadDetails(Find(headers, MeshNames.GrpcDetails)) }, StatusMessage.Decode(Find(headers, MeshNames.TypeUrl) ?? ""));
    }

    /// <summary>Passes it on to the caller's sidecar: the one hop on which these headers are not dropped.</summary>
    public static void Copy(HttpResponseHeaders from, IHeaderDictionary to)
    {
        foreach (var name in Names)
        {
            if (Find(from, name) is { } value)
            {
                to[name] = value;
            }
        }

        foreach (var (name, values) in from.NonValidated)
        {
            if (name.StartsWith(MeshNames.TrailerPrefix, StringComparison.OrdinalIgnoreCase))
            {
                to[name] = new StringValues([.. values]);
            }
        }
    }

    /// <summary>Reads the trailers of the app.</summary>
    public static void ReadTrailers(HttpResponseHeaders headers, GrpcMetadata to)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            if (name.StartsWith(MeshNames.TrailerPrefix, StringComparison.OrdinalIgnoreCase))
            {
                foreach (var value in values)
                {
                    to.TryAdd(name[MeshNames.TrailerPrefix.Length..], value);
                }
            }
        }
    }

    /// <summary>Writes the trailers of the app.</summary>
    public static void WriteTrailers(GrpcMetadata trailers, HttpResponseHeaders to)
    {
        foreach (var entry in trailers)
        {
            to.TryAddWithoutValidation(MeshNames.TrailerPrefix + entry.Name, entry.Text);
        }
    }

    /// <summary>Writes it where the app's answer is put together.</summary>
    public void WriteTo(HttpResponseHeaders headers)
    {
        headers.TryAddWithoutValidation(MeshNames.GrpcStatus, ((int)Status.Code).ToString(CultureInfo.InvariantCulture));
        Add(MeshNames.GrpcMessage, StatusMessage.Encode(Status.Message));
        Add(MeshNames.GrpcDetails, Convert.ToBase64String(Status.Details.Span));
        Add(MeshNames.TypeUrl, StatusMessage.Encode(TypeUrl));

        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private static string? Find(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count == 1 ? values.ToString() : null;

    private static byte[] ReadDetails(string? text)
    {
        var bytes = new byte[(text ?? "").Length];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) ? bytes[..length] : [];
    }
}
