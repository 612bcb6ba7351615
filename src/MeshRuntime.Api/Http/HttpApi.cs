using MeshRuntime.Abstractions.Errors;
using MeshRuntime.DataPlane.Snapshots;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>The HTTP API: one line for each endpoint. Whatever no line takes is an invocation, as in Dapr.</summary>
public sealed class HttpApi(
    SnapshotCell snapshots,
    HealthEndpoint health,
    MetadataEndpoint metadata,
    ShutdownEndpoint shutdown,
    PublishEndpoint publish,
    QueueEndpoint queues,
    SecretEndpoint secrets,
    InvokeEndpoint invoke)
{
    // What Dapr serves and this sidecar does not, yet: said plainly, instead of taking the path for an invocation.
    private static readonly string[] Later =
    [
        "state", "bindings", "actors", "configuration", "lock", "unlock", "crypto", "subtlecrypto", "workflows", "jobs", "conversation",
    ];

    /// <summary>Serves one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!RequestTarget.TryRead(context, out var target))
        {
            return invoke.HandleAsync(context);
        }

        var path = target.Path;
        if (context.Request.Method is "POST" or "PUT" && PublishPath.IsPublish(path))
        {
            return Publish(context, target);
        }

        return path.StartsWith("/v1.0", StringComparison.Ordinal) && !path.StartsWith(InvokeEndpoint.Prefix, StringComparison.Ordinal)
            ? HandleNamed(context, context.Request.Method, path.TrimEnd('/'))
            : Switchable("invoke", context, invoke.HandleAsync);
    }

    private Task HandleNamed(HttpContext context, string verb, ReadOnlySpan<char> path) => path switch
    {
        "/v1.0/healthz" when verb == "GET" => health.HandleAsync(context),
        "/v1.0/healthz/outbound" when verb == "GET" => health.HandleOutboundAsync(context),
        "/v1.0/metadata" when verb == "GET" => Switchable("metadata", context, metadata.GetAsync),
        "/v1.0/shutdown" when verb == "POST" => Switchable("shutdown", context, shutdown.HandleAsync),
        _ when verb == "PUT" && path.StartsWith(MetadataEndpoint.KeyPrefix, StringComparison.Ordinal)
            => PutMetadata(context, path[MetadataEndpoint.KeyPrefix.Length..]),
        _ when QueuePath.TryRead(verb, path, out var queue) => Switchable("mesh", context, http => queues.HandleAsync(http, queue), "v1alpha1"),
        _ when verb == "GET" && path.StartsWith(SecretPath.Prefix, StringComparison.Ordinal) => GetSecret(context, path),
        _ when IsLater(path) => ErrorBody.WriteAsync(
            context, new MeshError(MeshErrorCode.Unimplemented, $"this API is currently not implemented: {verb} {path}")),
        _ => Switchable("invoke", context, invoke.HandleAsync),
    };

    private Task Publish(HttpContext context, RequestTarget target)
    {
        if (!PublishPath.TryRead(target.Path, out var path, out var problem))
        {
            // Without a topic, not even an empty one, it is none of ours (Dapr).
            return problem is null ? Switchable("invoke", context, invoke.HandleAsync) : RefuseText(context, problem);
        }

        var query = target.Query;
        return !PublishPath.IsBulk(target.Path) ? Switchable("publish", context, http => publish.PublishAsync(http, path, query))
            : Switchable("publish", context, http => publish.PublishBulkAsync(http, path, query), PublishPath.IsAlpha(target.Path) ? "v1alpha1" : "v1");
    }

    private Task GetSecret(HttpContext context, ReadOnlySpan<char> path) =>
        SecretPath.TryRead(path, out var read, out var problem) ? Switchable("secrets", context, http => secrets.HandleAsync(http, read))
        : problem is null ? Switchable("invoke", context, invoke.HandleAsync) : RefuseText(context, problem);

    private static Task RefuseText(HttpContext context, string problem)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(problem, context.RequestAborted);
    }

    private Task PutMetadata(HttpContext context, ReadOnlySpan<char> key)
    {
        var name = Uri.UnescapeDataString(key);
        return Switchable("metadata", context, http => metadata.PutAsync(http, name));
    }

    private Task Switchable(string group, HttpContext context, RequestDelegate endpoint, string version = "v1")
    {
        if (snapshots.Current.Api.Serves(new ApiPart(version, group)))
        {
            return endpoint(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static bool IsLater(ReadOnlySpan<char> path)
    {
        var rest = path.TrimStart('/');
        var slash = rest.IndexOf('/');
        if (slash < 0 || rest[..slash] is not ("v1.0" or "v1.0-alpha1" or "v1.0-alpha2" or "v1.0-beta1"))
        {
            return false;
        }

        var group = rest[(slash + 1)..];
        slash = group.IndexOf('/');
        return Later.AsSpan().Contains((slash < 0 ? group : group[..slash]).ToString());
    }
}
