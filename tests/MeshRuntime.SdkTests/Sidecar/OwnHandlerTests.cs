using System.Net;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Sidecar;

/// <summary>A handler of the user's in place of the wire.</summary>
public sealed class OwnHandlerTests
{
    [Fact]
    public async Task Fake_AnswersInPlaceOfTheSidecar_AndIsNotDisposedOf()
    {
        using var fake = new Fake();
        var options = StubSidecar.OptionsFor(7);
        options.Handler = fake;

        using (var mesh = new MeshClient(options))
        {
            await mesh.PublishAsync("bus", "orders", new Order(7, "tea"), new PublishOptions { Id = "a" }, TestContext.Current.CancellationToken);
            await mesh.PublishAsync("bus", "orders", new Order(7, "tea"), options: new PublishOptions(), cancellationToken: TestContext.Current.CancellationToken);
        }

        using (var http = MeshHttp.For("orders", options))
        {
            await http.GetAsync(new Uri("/orders/7", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        Assert.Equal(
            [
                "http://127.0.0.1:7/v1.0/publish/bus/orders?metadata.cloudevent.id=a",
                "http://127.0.0.1:7/v1.0/publish/bus/orders",
                "http://127.0.0.1:7/v1.0/invoke/orders/method/orders/7",
            ],
            fake.Asked);
        Assert.False(fake.IsDisposed);
    }

    private sealed class Fake : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        public bool IsDisposed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        }

        protected override void Dispose(bool disposing) => IsDisposed = true;
    }
}
