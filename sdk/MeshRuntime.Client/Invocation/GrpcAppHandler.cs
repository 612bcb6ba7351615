namespace MeshRuntime.Client;

/// <summary>Makes every gRPC call of a channel a call to one app.</summary>
internal sealed class GrpcAppHandler(string appId, string token, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(SidecarRequests.TargetHeader);
        request.Headers.TryAddWithoutValidation(SidecarRequests.TargetHeader, appId);
        if (token.Length > 0)
        {
            request.Headers.Remove(SidecarRequests.TokenHeader);
            request.Headers.TryAddWithoutValidation(SidecarRequests.TokenHeader, token);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
