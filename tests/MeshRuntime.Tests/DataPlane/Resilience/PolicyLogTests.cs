using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>What somebody who was not there finds in the log at its default level.</summary>
public sealed class PolicyLogTests
{
    private readonly PolicyScene _scene = new();

    private string[] Warnings => [.. _scene.Lines.Of(LogLevel.Warning)];

    [Fact]
    public async Task FailedCall_SaysWhy()
    {
        await _scene.CallAsync(APlan.Named(APlan.Constant(retries: 1), timeout: 2), "503 hang");

        Assert.Equal(["Call to orders failed (timeout policy pTimeout, attempt 2 of 2, endpoint 10.0.0.1:50002, 3000 ms): context deadline exceeded"], Warnings);
    }

    [Fact]
    public async Task Outage_CostsALineInTenSeconds_WithTheNumberInBetween()
    {
        for (var i = 0; i < 30; i++)
        {
            await _scene.CallAsync(APlan.Named(), "maybe");
        }

        Assert.Single(Warnings);
        _scene.Clock.Advance(SparseLine.Interval);
        await _scene.CallAsync(APlan.Named(), "maybe");

        Assert.Equal(
            "Call to orders failed (attempt 1, endpoint 10.0.0.1:50002, 0 ms): broke off; 29 more failed in this way since the last such line", Warnings[1]);
        Assert.Equal(29, _scene.Lines.Of(LogLevel.Debug).Count());
    }

    [Fact]
    public async Task AnotherKindOfFailure_HasALineOfItsOwn()
    {
        await _scene.CallAsync(APlan.Named(timeout: 2), "maybe");
        await _scene.CallAsync(APlan.Named(timeout: 2), "hang");

        Assert.Equal(["broke off", "context deadline exceeded"], Warnings.Select(line => line[(line.IndexOf("): ", StringComparison.Ordinal) + 3)..]));
    }

    [Theory]
    [InlineData("503")] // the app's own answer
    [InlineData("404")]
    public async Task AnswerOfTheApp_IsNoFailureOfTheSidecar(string answer)
    {
        await _scene.CallAsync(APlan.Named(), answer);

        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task CallerThatWentAway_IsNobodysConcern()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await _scene.CallAsync(APlan.Named(), "hang", ACall.With(aborted: gone.Token));

        Assert.Empty(Warnings);
    }

    [Theory]
    [InlineData("503 200", "status 503 (attempt 1 of 4, endpoint 10.0.0.1:50002, 0 ms)")]
    [InlineData("maybe 200", "broke off (attempt 1 of 4, endpoint 10.0.0.1:50002, 0 ms)")]
    [InlineData("hang 200", "context deadline exceeded (timeout policy pTimeout, attempt 1 of 4, endpoint 10.0.0.1:50002, 2000 ms)")]
    public async Task FirstRetry_NamesItsCause(string outcomes, string cause)
    {
        await _scene.CallAsync(APlan.Named(APlan.Constant(), timeout: 2), outcomes);

        Assert.Contains(
            $"Error processing operation endpoint[orders, orders:new]. Retrying in 1s… The cause: {cause}", _scene.Lines.Of(LogLevel.Information));
    }

    [Fact]
    public async Task FirstRetryOfAGrpcCall_NamesItsStatus()
    {
        await _scene.CallAsync(APlan.Named(APlan.Constant()), "grpc-14 grpc-0", ACall.With("POST", kind: CallKind.Grpc));

        Assert.Equal(1, _scene.Lines.Count("The cause: gRPC status 14 (attempt 1 of 4"));
    }

    [Fact]
    public async Task SpentBudget_IsTold_OnceInTenSeconds()
    {
        var atOnce = APlan.Named(APlan.Constant(seconds: 0, retries: RetryPlan.Unlimited));
        await _scene.CallAsync(atOnce, string.Join(' ', Enumerable.Repeat("503", 101)));
        await _scene.CallAsync(atOnce, "503");
        await _scene.CallAsync(atOnce, "503");

        Assert.Equal(
            "The retry budget of orders is spent (20 % of its calls, at least 10/s): failures go out unrepeated, 1 since the last such line. See why its calls fail",
            Assert.Single(Warnings));
    }
}
