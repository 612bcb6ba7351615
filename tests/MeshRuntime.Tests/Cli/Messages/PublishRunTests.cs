using MeshRuntime.Cli.Messages;
using MeshRuntime.Cli.Sidecars;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.Cli.Messages;

public sealed class PublishRunTests
{
    private readonly ManualClock _clock = new();
    private readonly PublishTally _tally = new("orders");
    private readonly List<long> _sent = [];

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task EveryNumber_IsPublishedOnce(int count)
    {
        await Run(_ => 204).RunAsync(count, rate: null, CancellationToken.None);

        Assert.Equal(Enumerable.Range(1, count).Select(number => (long)number), _sent.Order());
        Assert.Equal((count, 0), (_tally.Published, _tally.Failed));
    }

    [Fact]
    public async Task EachMessage_WaitsForItsTime()
    {
        var work = Run(_ => 204).RunAsync(4, rate: 2, CancellationToken.None);

        await Eventually.TrueAsync(() => _clock.Waiting == 3);
        Assert.Equal([1], _sent);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => _tally.Published == 3);
        Assert.False(work.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        await work;

        Assert.Equal([1, 2, 3, 4], _sent.Order());
    }

    [Fact]
    public async Task AFewAreInFlightAtOnce_AndNoMore()
    {
        var answers = new TaskCompletionSource<SidecarReply>();
        var begun = 0;
        var work = new PublishRun(_ => Begin(), _tally, _clock).RunAsync(100, rate: null, CancellationToken.None);

        await Eventually.TrueAsync(() => begun == PublishRun.AtOnce);
        answers.SetResult(Reply(204));
        await work;

        Assert.Equal(100, _tally.Published);

        Task<SidecarReply> Begin()
        {
            Interlocked.Increment(ref begun);
            return answers.Task;
        }
    }

    [Fact]
    public async Task RefusalOfTheRequestItself_EndsIt()
    {
        await Run(number => number == 3 ? 403 : 204).RunAsync(1000, rate: null, CancellationToken.None);

        Assert.True(_tally.IsRefused);
        Assert.Equal(403, _tally.FirstFailure?.Status);
        Assert.InRange(_sent.Count, 3, 3 + PublishRun.AtOnce);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(SidecarReply.Silent)]
    public async Task FailureThatMayPass_DoesNotEndIt(int status)
    {
        await Run(number => number % 2 == 0 ? status : 204).RunAsync(100, rate: null, CancellationToken.None);

        Assert.Equal((50, 50), (_tally.Published, _tally.Failed));
    }

    [Fact]
    public async Task Stop_BeginsNoMore_AndWaitsForWhatWasBegun()
    {
        using var stop = new CancellationTokenSource();
        var work = Run(_ => 204).RunAsync(10, rate: 1, stop.Token);
        await Eventually.TrueAsync(() => _tally.Published == 1);

        await stop.CancelAsync();
        await work;

        Assert.Equal([1], _sent);
    }

    private PublishRun Run(Func<long, int> status) => new(
        number =>
        {
            lock (_sent)
                _sent.Add(number);
            return Task.FromResult(Reply(status(number)));
        },
        _tally,
        _clock);

    private static SidecarReply Reply(int status) => new(status, "", []);
}
