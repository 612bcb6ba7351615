using MeshRuntime.Abstractions.Errors;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Api.Http;

/// <summary>What the public port serves, without a token: health, and metadata to read and to write (Dapr).</summary>
public sealed class PublicApi(HealthEndpoint health, MetadataEndpoint metadata)
{
    private static readonly MeshError NotHere = new(MeshErrorCode.TargetMissing, "the public port serves health and metadata only");

    /// <summary>Serves one request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (!RequestTarget.TryRead(context, out var target))
        {
            return ErrorBody.WriteAsync(context, NotHere);
        }

        return (context.Request.Method, target.Path.ToString()) switch
        {
            ("GET", "/v1.0/healthz") => health.HandleAsync(context),
            ("GET", "/v1.0/healthz/outbound") => health.HandleOutboundAsync(context),
            ("GET", "/v1.0/metadata") => metadata.GetAsync(context),
            ("PUT", var path) when path.StartsWith(MetadataEndpoint.KeyPrefix, StringComparison.Ordinal)
                => metadata.PutAsync(context, Uri.UnescapeDataString(path[MetadataEndpoint.KeyPrefix.Length..])),
            _ => ErrorBody.WriteAsync(context, NotHere),
        };
    }
}
