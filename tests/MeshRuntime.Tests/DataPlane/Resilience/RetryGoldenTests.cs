using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>(policy, sequence of outcomes) → (attempts at which seconds, answer), for retries.</summary>
public sealed class RetryGoldenTests
{
    [Theory]
    [InlineData("200", "0", "200")]
    [InlineData("302", "0", "302")] // 3xx never
    [InlineData("503 200", "0 1", "200")]
    [InlineData("404 500 400 200", "0 1 2 3", "200")]
    [InlineData("503 502 501 500", "0 1 2 3", "500")] // the last answer, unchanged
    [InlineData("notsent maybe unreached 200", "0 1 2 3", "200")]
    [InlineData("503 503 503 maybe", "0 1 2 3", "broke off")] // the last error, unchanged
    [InlineData("503+2 503+1 503 200", "0 2 3 4", "200")]
    [InlineData("503+0 200", "0 1", "200")] // a floor: it shortens nothing
    [InlineData("500+5 200", "0 1", "200")] // only 503 and 429 may ask for time
    [InlineData("429+60 200", "0 60", "200")]
    [InlineData("429+61 200", "0", "429")] // who would wait longer asks again himself
    [InlineData("503! 200", "0", "503")] // nearer to the fault somebody repeats already
    public Task ConstantRetryOfTheTarget(string outcomes, string times, string end) => CheckAsync(APlan.Named(APlan.Constant()), "POST", outcomes, times, end);

    [Theory]
    [InlineData("GET", "503 200", "0 1", "200")]
    [InlineData("POST", "503 200", "0", "503")] // nobody decided that orders may be placed twice
    [InlineData("POST", "maybe 200", "0", "broke off")]
    [InlineData("POST", "unreached 200", "0 1", "200")] // no app has seen it
    [InlineData("POST", "notsent 200", "0 0", "200")] // the built-in retry, inside
    [InlineData("GET", "notsent notsent notsent notsent 200", "0 0 1 2 3", "200")] // used up, then the outer one
    public Task ConstantRetryOfDefaultPolicies(string method, string outcomes, string times, string end) =>
        CheckAsync(APlan.Default(APlan.Constant()), method, outcomes, times, end);

    [Theory]
    [InlineData("GET", "503 200", "0 1", "200")]
    [InlineData("GET", "404 200", "0", "404")]
    [InlineData("GET", "429 599 500 200", "0 1 2 3", "200")]
    [InlineData("GET", "499 200", "0", "499")]
    [InlineData("POST", "503 200", "0 1", "200")] // listed: somebody decided
    [InlineData("GET", "maybe 200", "0 0", "200")] // without a status it is repeated: here by the built-in retry
    public Task MatchingOfHttp(string method, string outcomes, string times, string end) =>
        CheckAsync(APlan.Default(APlan.Constant() with { HttpCodes = APlan.Codes((429, 429), (500, 599)) }), method, outcomes, times, end);

    [Theory]
    [InlineData("grpc-0", "0", "grpc-0")]
    [InlineData("grpc-14 grpc-0", "0 1", "grpc-0")]
    [InlineData("grpc-8 grpc-0", "0", "grpc-8")]
    [InlineData("grpc-1 grpc-0", "0", "grpc-1")] // its caller gave up
    public Task MatchingOfGrpc(string outcomes, string times, string end) => CheckAsync(
        APlan.Named(APlan.Constant() with { GrpcCodes = APlan.Codes((14, 14), (1, 1)), HttpCodes = APlan.Codes((100, 100)) }), "POST", outcomes, times, end, CallKind.Grpc);

    [Theory]
    [InlineData(0, "503", "0", "503")]
    [InlineData(1, "503 503", "0 1", "503")]
    [InlineData(RetryPlan.Unlimited, "503 503 503 503 503 503 200", "0 1 2 3 4 5 6", "200")]
    public Task MaxRetries(int retries, string outcomes, string times, string end) =>
        CheckAsync(APlan.Named(APlan.Constant(retries: retries)), "GET", outcomes, times, end);

    [Fact]
    public async Task PauseThatTheCallerDoesNotWaitFor_IsNotBegun()
    {
        var scene = new PolicyScene();
        using var deadline = new CallDeadline(TimeSpan.FromSeconds(2.5), scene.Clock, CancellationToken.None);

        var (times, end) = await scene.CallAsync(APlan.Named(APlan.Constant()), "503 503 503 200", ACall.With(deadline: deadline));

        Assert.Equal(("0 1 2", "503"), (times, end));
        Assert.Equal("retry policy pRetry (its pause is longer than the caller waits), attempt 3 of 4", WhyOf(scene));

        static string WhyOf(PolicyScene scene) => scene.Call!.Trace.Tell(null, scene.Clock).ToString().Split(", 2")[0];
    }

    [Fact]
    public async Task FailureAfterRetries_SaysWhy()
    {
        var scene = new PolicyScene();

        var call = ACall.With();
        await scene.CallAsync(APlan.Named(APlan.Constant()), "maybe maybe maybe maybe", call);

        Assert.Equal("retry policy pRetry, attempt 4 of 4, endpoint 10.0.0.1:50002, 3000 ms", call.Why?.ToString());
    }

    [Fact]
    public async Task ExponentialRetry_WaitsHalfAsLongAgain_GiveOrTakeHalf()
    {
        var (times, end) = await new PolicyScene().CallAsync(APlan.Named(APlan.Exponential(retries: 4)), "503 503 503 503 503");
        var began = times.Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)).ToList();

        Assert.Equal("503", end);
        Assert.Equal(5, began.Count);
        double[] middles = [0.5, 0.75, 1.125, 1.6875];
        for (var i = 0; i < middles.Length; i++)
        {
            Assert.InRange(began[i + 1] - began[i], middles[i] * 0.5 - 0.001, middles[i] * 1.5 + 0.001);
        }
    }

    private static async Task CheckAsync(ServicePlan plan, string method, string outcomes, string times, string end, CallKind kind = CallKind.Http) =>
        Assert.Equal((times, end), await new PolicyScene().CallAsync(plan, outcomes, ACall.With(method, kind: kind)));
}
