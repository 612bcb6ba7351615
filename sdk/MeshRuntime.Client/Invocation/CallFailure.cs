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
        exception is HttpRequestException or IOException or OperationCanceledException or JsonException or InvalidDataException || IsOfBody(exception);

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
        _ when IsOfBody(exception) => new InvalidOperationException(
            $"the body of a call to {target} was sent before, or disposed of: make a new MeshRequest.Content for each call, since a call disposes of its own", exception),
        JsonException json => new MeshException(
            string.Create(CultureInfo.InvariantCulture, $"the answer of {target} is not the JSON that was expected: {json.Message}"), json) { Target = target, IsOfCall = true },
        _ => new MeshException(Explain(exception, target, address), exception) { Target = target, IsOfCall = true },
    };

    /// <summary>The exception to throw when a stream that has begun goes wrong.</summary>
    /// <param name="exception">What was caught.</param>
    /// <param name="limit">The limit under which the call was made.</param>
    /// <param name="app">The app that was asked.</param>
    /// <param name="address">The sidecar's address.</param>
    /// <param name="count">How many values have come.</param>
    public static Exception OfStream(Exception exception, in CallLimit limit, string app, string address, int count) => exception is HttpRequestException or IOException
        ? new MeshException(
            string.Create(CultureInfo.InvariantCulture, $"the stream of {app} was cut after {count} {(count == 1 ? "value" : "values")}; see its log, or that of a sidecar on the way"),
            exception) { Target = app, IsOfCall = true }
        : Of(exception, limit, app, address);

    /// <summary>Whether a body was sent that is disposed of. Its own type is all that such an exception knows.</summary>
    private static bool IsOfBody(Exception exception) => (exception as ObjectDisposedException ?? exception.InnerException as ObjectDisposedException) is { } disposed
        && disposed.ObjectName.EndsWith(nameof(HttpRequestMessage.Content), StringComparison.Ordinal);

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
