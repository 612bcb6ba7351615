using System.Text;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Protocol;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>
/// <c>/v1.0/invoke/{app}/method/{path}</c>, and any other path that names its target in a header. Turns the request into a call, and the
/// outcome into the answer.
/// </summary>
public sealed class InvokeEndpoint(WorkloadIdentity self, Invoker invoker)
{
    /// <summary>Where the path form begins.</summary>
    internal const string Prefix = "/v1.0/invoke/";

    private const string Method = "/method";
    private const string BasicScheme = "Basic ";
    private const string BasicUser = MeshNames.AppId + ":";

    private static readonly MeshError NoTarget = new(
        MeshErrorCode.TargetMissing, $"failed getting app id either from the URL path or the header {MeshNames.AppId}");

    private static readonly MeshError BadTarget = new(
        MeshErrorCode.BadRequest, "invalid request: the request target must be a path that starts with /, in printable ASCII and without a fragment");

    /// <summary>Serves any request that no other endpoint takes.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!RequestTarget.TryRead(context, out var target))
        {
            return ErrorBody.WriteAsync(context, BadTarget);
        }

        var id = FromHeader(context.Request.Headers) ?? FromBasic(context.Request.Headers);
        var path = target.Path;
        if (id is null && !FromPath(ref path, out id))
        {
            return ErrorBody.WriteAsync(context, NoTarget);
        }

        if (InvokeTarget.IsUrl(id))
        {
            // Dapr calls any URL that stands here: a way to every address that the sidecar can reach (hardening B18).
            return ErrorBody.WriteAsync(context, new MeshError(
                MeshErrorCode.Denied, InvokeFailure.Of(id, "calls to a URL are refused; only names of services can be called")));
        }

        if (InvokeTarget.TryParse(id, self.Namespace, out var service) is { } problem)
        {
            return ErrorBody.WriteAsync(context, new MeshError(MeshErrorCode.DirectInvoke, InvokeFailure.Of(id, problem)));
        }

        if (HttpMethods.IsConnect(context.Request.Method))
        {
            return ErrorBody.WriteAsync(context, new MeshError(MeshErrorCode.DirectInvoke, InvokeFailure.Of(id, "invalid HTTP verb: CONNECT")));
        }

        var refusal = MethodPath.TryParse(path, out var method);
        if (refusal != PathRefusal.None)
        {
            return ErrorBody.WriteAsync(context, new MeshError(
                refusal == PathRefusal.Reserved ? MeshErrorCode.DirectInvoke : MeshErrorCode.BadRequest,
                InvokeFailure.Of(id, InvokeFailure.Explain(refusal))));
        }

        return InvokeAsync(context, new MeshCall
        {
            Target = id,
            Service = service,
            Method = HttpMethod.Parse(context.Request.Method),
            Path = method,
            Query = target.Query,
            Headers = context.Request.Headers,
            Body = RequestBody.Of(context),
            Caller = self,
            AsksWhy = context.Request.Headers[MeshNames.Why] is ["true"],
            Aborted = context.RequestAborted,
        });
    }

    private async Task InvokeAsync(HttpContext context, MeshCall call)
    {
        try
        {
            var result = await invoker.InvokeAsync(call);
            if (WhyText.ForHttp(call) is { } why)
            {
                context.Response.Headers[MeshNames.Why] = why;
            }

            if (result.Response is { } response)
            {
                await ResponseCopy.WriteAsync(response, context, call);
            }
            else if (result.Progress == CallProgress.Abandoned)
            {
                // Nobody reads the status; it is for the log and the metrics.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                context.Abort();
            }
            else
            {
                await ErrorBody.WriteAsync(context, result.Error! with { Message = InvokeFailure.Of(call.Target, result.Error.Message) });
            }
        }
        finally
        {
            // The server uses the request's objects again: nothing may read from it once this returns, however it does.
            await call.EndAsync();
        }
    }

    private static string? FromHeader(IHeaderDictionary headers) =>
        headers.TryGetValue(MeshNames.AppId, out var values) && values is [{ Length: > 0 } id] ? id : null;

    /// <summary><c>http://dapr-app-id:orders@localhost:3500/…</c> as a client sends it. The header itself does not go further.</summary>
    private static string? FromBasic(IHeaderDictionary headers)
    {
        if (headers.Authorization is not [{ } value] || !value.StartsWith(BasicScheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64Chars(value.AsSpan(BasicScheme.Length).Trim(), bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        if (!pair.StartsWith(BasicUser, StringComparison.OrdinalIgnoreCase) || pair.IndexOf(':', BasicUser.Length) >= 0)
        {
            return null;
        }

        headers.Remove("Authorization");
        return pair[BasicUser.Length..];
    }

    /// <summary>Cuts <c>/v1.0/invoke/{id}/method</c> off the path; the rest begins with the slash after <c>method</c>.</summary>
    private static bool FromPath(ref ReadOnlySpan<char> path, out string id)
    {
        id = "";
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var rest = path[Prefix.Length..].TrimStart('/');
        var end = rest.IndexOf(Method + "/", StringComparison.Ordinal);
        if (end <= 0)
        {
            return false;
        }

        id = Uri.UnescapeDataString(rest[..end]);
        path = rest[(end + Method.Length)..];
        return true;
    }
}
