using MeshRuntime.Client;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>A time limit and a caller's cancel are different things.</summary>
public sealed class AppClientTimeoutTests : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly MeshRequest Get = new() { Method = HttpMethod.Get, Path = "/never" };

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StubSidecar? _stub;

    private AppClient Orders => _stub!.Orders;

    public async ValueTask InitializeAsync() => _stub = await StubSidecar.StartAsync(async context =>
    {
        _asked.TrySetResult();
        if (context.Request.Path.Value!.EndsWith("/body", StringComparison.Ordinal))
        {
            await context.Response.WriteAsync("""{"id":""");
            await context.Response.Body.FlushAsync();
        }

        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
    });

    public ValueTask DisposeAsync() => _stub!.DisposeAsync();

    [Theory]
    [InlineData("/head", false)]
    [InlineData("/head", true)]
    [InlineData("/body", false)]
    [InlineData("/body", true)]
    public async Task LimitThatIsOver_IsATimeout(string path, bool callerCouldCancel)
    {
        using var caller = new CancellationTokenSource();
        var request = Get with { Path = path, Timeout = Short };
        var token = callerCouldCancel ? caller.Token : CancellationToken.None;

        var e = await Assert.ThrowsAsync<TimeoutException>(() => Orders.InvokeAsync(request, TestJson.Default.Order, token));
        await Assert.ThrowsAsync<TimeoutException>(() => Orders.TryInvokeAsync(request, TestJson.Default.Order, token));
        await Assert.ThrowsAsync<TimeoutException>(() => Orders.StreamAsync(request, TestJson.Default.Order, token).FirstAsync(token).AsTask());

        Assert.Equal("orders has not answered within 0.1 s", e.Message);
    }

    [Fact]
    public async Task LimitThatIsOver_WithoutAnswer_IsATimeout() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Orders.InvokeAsync(Get with { Timeout = Short }, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallersCancel_IsACancel(bool hasLimit)
    {
        using var caller = new CancellationTokenSource();
        var call = Orders.InvokeAsync(Get with { Timeout = hasLimit ? TimeSpan.FromMinutes(1) : null }, TestJson.Default.Order, caller.Token);
        await _asked.Task;

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Both_IsACancel()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Orders.InvokeAsync(Get with { Timeout = TimeSpan.FromTicks(1) }, caller.Token));
    }

    [Fact]
    public async Task InfiniteLimit_IsNone()
    {
        using var caller = new CancellationTokenSource();
        var call = Orders.InvokeAsync(Get with { Timeout = Timeout.InfiniteTimeSpan }, caller.Token);
        await _asked.Task;

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task LimitThatIsNone_IsRefused(int seconds) => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        () => Orders.InvokeAsync(Get with { Timeout = TimeSpan.FromSeconds(seconds) }, TestContext.Current.CancellationToken));
}
