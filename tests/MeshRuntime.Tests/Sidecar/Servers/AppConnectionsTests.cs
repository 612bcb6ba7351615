using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class AppConnectionsTests
{
    private readonly ManualClock _clock = new();
    private readonly AppConnections _connections;

    public AppConnectionsTests() => _connections = new AppConnections(_clock);

    [Fact]
    public void AppThatNeverCalled_IsNotWaitedFor()
    {
        _ = OpenAsync(new TaskCompletionSource());

        Assert.True(_connections.EndedAsync(default).IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("/v1.0/healthz")]
    [InlineData("/v1.0/healthz/outbound")]
    [InlineData("/v1.0/metadata")]
    [InlineData("/v1.0/shutdown")]
    [InlineData("/grpc.health.v1.Health/Check")]
    [InlineData("/dapr.proto.runtime.v1.Dapr/GetMetadata")]
    public async Task WhoAsksHowTheSidecarIs_IsNotWaitedFor(string path)
    {
        await OpenAsync(new TaskCompletionSource(), path);

        Assert.True(_connections.EndedAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task AppThatCalled_IsWaitedFor_UntilItsLastConnectionIsClosed()
    {
        var (one, two) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = await OpenAsync(one, "/v1.0/invoke/orders/method/x", "/v1.0/publish/bus/t");
        var second = await OpenAsync(two, "/dapr.proto.runtime.v1.Dapr/InvokeService");
        var ended = _connections.EndedAsync(default);

        one.SetResult();
        await first.Ended;
        await MoveAsync(ended);
        Assert.False(ended.IsCompleted);

        two.SetResult();
        await second.Ended;
        await MoveAsync(ended);
        await ended;
    }

    [Fact]
    public async Task AppThatStays_IsWaitedFor_AsLongAsPatienceLasts()
    {
        await OpenAsync(new TaskCompletionSource(), "/v1.0/publish/bus/t");
        using var patience = new CancellationTokenSource();
        var ended = _connections.EndedAsync(patience.Token);
        Assert.False(ended.IsCompleted);

        await patience.CancelAsync();

        await ended;
    }

    private async Task MoveAsync(Task ended)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        await Eventually.TrueAsync(() => ended.IsCompleted || _clock.Waiting > 0);
    }

    private async Task<OpenConnection> OpenAsync(TaskCompletionSource close, params string[] paths)
    {
        var connection = new DefaultConnectionContext("1");
        var ended = _connections.Watch((ConnectionDelegate)(_ => close.Task))(connection);
        var serve = _connections.Watch((RequestDelegate)(_ => Task.CompletedTask));
        foreach (var path in paths)
        {
            var request = new DefaultHttpContext(new Microsoft.AspNetCore.Http.Features.FeatureCollection(connection.Features));
            request.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>(new Microsoft.AspNetCore.Http.Features.HttpRequestFeature { Path = path });
            await serve(request);
        }

        return new OpenConnection(ended);
    }

    private sealed record OpenConnection(Task Ended);
}
