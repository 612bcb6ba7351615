namespace MeshRuntime.Client;

/// <summary>Makes every request of an <see cref="HttpClient"/> a call to one app.</summary>
internal sealed class AppHandler(AppRoute route) : DelegatingHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        route.Apply(request);
        return base.Send(request, cancellationToken);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        route.Apply(request);
        return base.SendAsync(request, cancellationToken);
    }
}
