using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Messaging.Subscriptions;

public sealed class HttpAppTopicsTests : IDisposable
{
    private const string List = """[{"pubsubname":"p","topic":"t","route":"/"}]""";

    private readonly MemoryApp _app = new();
    private readonly AppChannel _channel;

    public HttpAppTopicsTests() => _channel = new AppChannel(
        new AppTarget(AppProtocol.Http, "127.0.0.1", 5001, "app-secret", 4096), Messages.Self, health: null, (_, cancellation) => _app.ConnectAsync(cancellation));

    public void Dispose() => _channel.Dispose();

    [Fact]
    public async Task Question_IsDaprs()
    {
        _app.Then(Answer(200, List));

        Assert.Single((await AskAsync()).Plans);

        var request = Assert.Single(_app.Requests);
        Assert.StartsWith("GET /dapr/subscribe HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Equal(["application/json"], MemoryApp.HeadersOf(request, "content-type"));
        Assert.Equal(["orders"], MemoryApp.HeadersOf(request, "dapr-app-id"));
        Assert.Equal(["app-secret"], MemoryApp.HeadersOf(request, "dapr-api-token"));
    }

    [Theory]
    [InlineData(200, "", false)]
    [InlineData(404, List, false)]
    [InlineData(500, List, true)]
    [InlineData(201, List, true)]
    [InlineData(302, "", true)]
    [InlineData(200, "hello", true)]
    public async Task OtherAnswers_AreNoTopics_AndFinal(int status, string body, bool isProblem)
    {
        _app.Then(Answer(status, body));

        var list = await AskAsync();

        Assert.Empty(list.Plans);
        Assert.Equal((isProblem, false), (list.Problem is not null, list.MayPass));
    }

    [Fact]
    public async Task AppThatBreaksOff_MayBeAskedAgain()
    {
        _app.Then([null]);

        var list = await AskAsync();

        Assert.Equal((true, true), (list.Problem is not null, list.MayPass));
    }

    private Task<AppTopicList> AskAsync() => new HttpAppTopics(_channel, "orders").AskAsync(TestContext.Current.CancellationToken);

    private static string Answer(int status, string body) => $"HTTP/1.1 {status} X\r\nContent-Length: {body.Length}\r\n\r\n{body}";
}
