using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MeshRuntime.Api.Grpc;

/// <summary>Says with a gRPC status what HTTP says with a status of its own: the code, HTTP's words for it, and the rest in an ErrorInfo (Dapr).</summary>
internal static class HttpWords
{
    private const string Domain = "dapr.io";

    // Written out: Any.Pack asks the descriptor, which takes tens of milliseconds to come up.
    private const string InfoType = "type.googleapis.com/google.rpc.ErrorInfo";

    private const int MaxDetailBytes = 63; // Dapr

    /// <summary>The status for an HTTP status that is not a success.</summary>
    /// <param name="httpStatus">As the app answered it.</param>
    /// <param name="detail">The app's explanation; cut to 63 bytes.</param>
    public static GrpcStatus StatusOf(int httpStatus, string detail)
    {
        var code = CodeOf(httpStatus);
        var text = TextOf(httpStatus);
        var info = new ErrorInfo
        {
            Reason = text,
            Domain = Domain,
            Metadata = { ["http.code"] = httpStatus.ToString(CultureInfo.InvariantCulture), ["http.error_message"] = Cut(detail) },
        };
        var rich = new Status { Code = (int)code, Message = text, Details = { new Any { TypeUrl = InfoType, Value = info.ToByteString() } } };
        return new GrpcStatus(code, text) { Details = rich.ToByteArray() };
    }

    /// <summary>Dapr's table. It is not gRPC's own for proxies: that one makes 404 Unimplemented and 502 Unavailable.</summary>
    public static GrpcCode CodeOf(int httpStatus) => httpStatus switch
    {
        >= 200 and < 300 => GrpcCode.Ok,
        StatusCodes.Status400BadRequest => GrpcCode.Internal,
        StatusCodes.Status401Unauthorized => GrpcCode.Unauthenticated,
        StatusCodes.Status403Forbidden => GrpcCode.PermissionDenied,
        StatusCodes.Status404NotFound => GrpcCode.NotFound,
        StatusCodes.Status408RequestTimeout => GrpcCode.Cancelled,
        StatusCodes.Status409Conflict => GrpcCode.AlreadyExists,
        StatusCodes.Status429TooManyRequests => GrpcCode.ResourceExhausted,
        StatusCodes.Status501NotImplemented => GrpcCode.Unimplemented,
        StatusCodes.Status503ServiceUnavailable => GrpcCode.Unavailable,
        StatusCodes.Status504GatewayTimeout => GrpcCode.DeadlineExceeded,
        _ => GrpcCode.Unknown,
    };

    // .NET's words are Go's but for these.
    private static string TextOf(int httpStatus) => httpStatus switch
    {
        StatusCodes.Status413PayloadTooLarge => "Request Entity Too Large",
        StatusCodes.Status414UriTooLong => "Request URI Too Long",
        StatusCodes.Status416RangeNotSatisfiable => "Requested Range Not Satisfiable",
        425 => "Too Early",
        StatusCodes.Status419AuthenticationTimeout or StatusCodes.Status499ClientClosedRequest => "",
        _ => ReasonPhrases.GetReasonPhrase(httpStatus),
    };

    // Dapr cuts through a character, and such a detail can then not be sent at all.
    private static string Cut(string detail)
    {
        if (Encoding.UTF8.GetByteCount(detail) <= MaxDetailBytes)
        {
            return detail;
        }

        var (bytes, chars) = (0, 0);
        foreach (var rune in detail.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxDetailBytes)
            {
                break;
            }

            chars += rune.Utf16SequenceLength;
        }

        return detail[..chars];
    }
}
