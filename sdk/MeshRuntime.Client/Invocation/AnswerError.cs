using System.Net;
using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>
/// Reads an answer that is no success, and tells whose it is. The wire has no mark for it: a sidecar answers JSON with <c>errorCode</c> and <c>message</c>, and so may
/// an app, most likely one that hands on the failure of a call of its own. But what a sidecar says of a call begins with the target that was asked for, and names it.
/// </summary>
internal static class AnswerError
{
    /// <summary>The target of what is asked of the sidecar itself.</summary>
    public const string Sidecar = "the sidecar";

    private const string DirectInvoke = "ERR_DIRECT_INVOKE";
    private const string Invoking = "failed to invoke, id: ";
    private const string BadToken = "invalid api token";
    private const int MaxReason = 512;

    /// <summary>Of a call to an app. <see cref="MeshException.ErrorCode"/> is empty when the answer is the app's own.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="app">The app that was asked.</param>
    /// <param name="request">What it was asked, such as <c>GET /orders/7</c>, for the message.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    public static async ValueTask<MeshException> OfAppAsync(HttpResponseMessage response, string app, string request, CancellationToken cancellationToken)
    {
        var text = await AnswerBody.ReadTextAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var error = ErrorBody.Read(response, text);
        if (IsBadToken(response, text) || (error is { Code.Length: > 0 } known && IsAbout(known, app)))
        {
            return OfSidecar(response, error, text, $"app {app}", app);
        }

        var reason = error is { Message.Length: > 0 } said ? said.Message : NoRoute.IsMarked(response) ? "it has no route for that" : "";
        return new MeshException($"app {app} answered {request} with {Name(response.StatusCode)}{(reason.Length == 0 ? "" : ": ")}{Shorten(reason)}")
        {
            Status = response.StatusCode,
            Target = app,
            AppErrorCode = error?.Code ?? "",
            AppMessage = error?.Message ?? "",
            Why = WhyOf(response),
            Details = text,
            IsOfCall = true,
        };
    }

    /// <summary>Of a call to the sidecar's own API.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="target">What was meant, such as a topic.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    public static async ValueTask<MeshException> OfSidecarAsync(HttpResponseMessage response, string target, CancellationToken cancellationToken)
    {
        var text = await AnswerBody.ReadTextAsync(response.Content, cancellationToken).ConfigureAwait(false);
        return OfSidecar(response, ErrorBody.Read(response, text), text, target, target);
    }

    /// <summary>Whether an error says that the sidecar could not make a call, rather than that the app did not do what it was asked.</summary>
    public static bool IsOfSidecar(MeshException error) => error.ErrorCode.Length > 0;

    private static MeshException OfSidecar(HttpResponseMessage response, ErrorBody? error, string text, string subject, string target)
    {
        var message = IsBadToken(response, text)
            ? "the sidecar did not accept the API token: DAPR_API_TOKEN of this process, or MeshClientOptions.ApiToken, must be that of the sidecar"
            : error is { Code.Length: > 0 } known ? $"{(subject == Sidecar ? "the sidecar says: " : "")}{known.Message} ({known.Code})"
            : $"the sidecar answered {Name(response.StatusCode)} without saying why";
        return new MeshException(subject == Sidecar ? message : $"{subject}: {message}")
        {
            Status = response.StatusCode,
            ErrorCode = IsBadToken(response, text) ? "ERR_API_TOKEN" : error?.Code ?? "",
            Target = target,
            Why = error?.Why ?? WhyOf(response),
            Details = text,
            IsOfCall = true,
        };
    }

    /// <summary>Such as <c>404 (NotFound)</c>; .NET has no name for some, such as 418.</summary>
    private static string Name(HttpStatusCode status) => Enum.IsDefined(status) ? $"{(int)status} ({status})" : $"{(int)status}";

    /// <summary>A message stays one that a log can hold; the whole of it is in the details.</summary>
    private static string Shorten(string reason) => reason.Length <= MaxReason ? reason : $"{reason[..MaxReason]}…";

    private static bool IsAbout(ErrorBody error, string app) =>
        error.Message.StartsWith(Invoking, StringComparison.Ordinal)
            ? error.Message.AsSpan(Invoking.Length).StartsWith($"{app},", StringComparison.Ordinal)
            : error.Code is DirectInvoke or "ERR_OVERLOADED" or "ERR_FOREIGN_ORIGIN";

    /// <summary>The one refusal that is no JSON; in Dapr's words.</summary>
    private static bool IsBadToken(HttpResponseMessage response, string text) => response.StatusCode == HttpStatusCode.Unauthorized && text == BadToken;

    private static string WhyOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(SidecarRequests.WhyHeader, out var values) ? values.ToString() : "";
}
