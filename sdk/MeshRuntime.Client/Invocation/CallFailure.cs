using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>Turns what went wrong on the way into the exceptions that this library promises.</summary>
internal static class CallFailure
{
    // Not a type of its own: who catches or asserts TimeoutException gets just that.
    private const string Mark = "MeshRuntime.Client.IsOfCall";

    /// <summary>Whether an exception is one of the wire, of time or of JSON; anything else is a bug, or the caller's.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidDataException;

    /// <summary>Whether a call of this library ended with it, for a server: somebody else's exception may say what is not for a caller.</summary>
    public static bool IsTimeout(TimeoutException exception) => exception.Data.Contains(Mark);

    /// <summary>The exception to throw in its place.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="limit">The limit under which the call was made.</param>
    /// <param name="target">What was meant: an app id, a topic.</param>
    /// <param name="address">The sidecar's address.</param>
    public static Exception Of(Exception exception, in CallLimit limit, string target, string address) => exception switch
    {
        OperationCanceledException when limit.IsOver => new TimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"{target} has not answered within {limit.Limit!.Value.TotalSeconds:0.###} s"), exception) { Data = { [Mark] = true } },
        OperationCanceledException when limit.Caller.IsCancellationRequested => exception,
        JsonException json => new MeshException(
            string.Create(CultureInfo.InvariantCulture, $"the answer of {target} is not the JSON that was expected: {json.Message}"), json) { Target = target, IsOfCall = true },
        _ => new MeshException(Explain(exception, target, address), exception) { Target = target, IsOfCall = true },
    };

    private static string Explain(Exception exception, string target, string address) => exception switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError } or OperationCanceledException =>
            $"no sidecar answers at {address}{Reason(exception)}: is it running, and does DAPR_HTTP_PORT or DAPR_HTTP_ENDPOINT name its port?",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            $"no secure connection to the sidecar at {address}: {exception.InnerException?.Message ?? exception.Message}",
        _ => $"the connection to the sidecar at {address} broke during the call to {target}: {exception.Message}",
    };

    private static string Reason(Exception exception) => exception.InnerException is SocketException socket ? $" ({socket.SocketErrorCode})" : "";
}
