using System.Net;
using System.Text.Json;

namespace MeshRuntime.Client;

/// <summary>
/// Reads an answer that is no success, and tells whose it is. The wire has no mark for it: a sidecar answers JSON with <c>errorCode</c> and <c>message</c>, and so may
/// an app, most likely one that hands on the failure of a call of its own. But what a sidecar says of a call begins with the target that was asked for, and names it.
/// </summary>
internal static class AnswerError
{
    private const string DirectInvoke = "ERR_DIRECT_INVOKE";
    private const string Invoking = "failed to invoke, id: ";
    private const string BadToken = "invalid api token";

    /// <summary>Of a call to an app. <see cref="MeshException.ErrorCode"/> is empty when the answer is the app's own.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="app">The app that was asked.</param>
    /// <param name="request">What it was asked, such as <c>GET /orders/7</c>, for the message.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    public static async ValueTask<MeshException> OfAppAsync(HttpResponseMessage response, string app, string request, CancellationToken cancellationToken)
    {
        var text = await AnswerBody.ReadTextAsync(response.Content, cancellationToken).ConfigureAwait(false);
        var error = SidecarError.Read(response, text);
        if (IsBadToken(response, text) || (error is { } known && IsAbout(known, app)))
        {
            return OfSidecar(response, error, text, $"app {app}", app);
        }

        return new MeshException($"app {app} answered {request} with {(int)response.StatusCode} ({response.StatusCode})")
        {
            Status = response.StatusCode,
            Target = app,
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
        return OfSidecar(response, SidecarError.Read(response, text), text, target, target);
    }

    /// <summary>Whether an error says that the sidecar could not make a call, rather than that the app did not do what it was asked.</summary>
    public static bool IsOfSidecar(MeshException error) => error.ErrorCode.Length > 0;

    private static MeshException OfSidecar(HttpResponseMessage response, SidecarError? error, string text, string subject, string target)
    {
        var message = IsBadToken(response, text)
            ? "the sidecar did not accept the API token: DAPR_API_TOKEN of this process, or MeshClientOptions.ApiToken, must be that of the sidecar"
            : error is { } known ? $"{known.Message} ({known.Code})"
            : $"the sidecar answered {(int)response.StatusCode} ({response.StatusCode}) without saying why";
        return new MeshException($"{subject}: {message}")
        {
            Status = response.StatusCode,
            ErrorCode = error?.Code ?? (IsBadToken(response, text) ? "ERR_API_TOKEN" : ""),
            Target = target,
            Why = error?.Why ?? WhyOf(response),
            Details = text,
            IsOfCall = true,
        };
    }

    private static bool IsAbout(SidecarError error, string app) =>
        error.Message.StartsWith(Invoking, StringComparison.Ordinal)
            ? error.Message.AsSpan(Invoking.Length).StartsWith($"{app},", StringComparison.Ordinal)
            : error.Code is DirectInvoke or "ERR_OVERLOADED" or "ERR_FOREIGN_ORIGIN";

    /// <summary>The one refusal that is no JSON; in Dapr's words.</summary>
    private static bool IsBadToken(HttpResponseMessage response, string text) => response.StatusCode == HttpStatusCode.Unauthorized && text == BadToken;

    private static string WhyOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues(SidecarRequests.WhyHeader, out var values) ? values.ToString() : "";
}
