using MeshRuntime.DataPlane.Outbound;

namespace MeshRuntime.Tests.DataPlane.Outbound;

public sealed class CallPlacesTests
{
    private readonly CallPlaces _places = new();

    [Fact]
    public async Task PlacesAreFull_OneWaits_AndOneMoreIsRefused()
    {
        Assert.True(await Take());
        Assert.True(await Take());
        var waiting = Take().AsTask();
        Assert.False(waiting.IsCompleted);

        Assert.False(await Take());

        _places.Give();
        Assert.True(await waiting);
        Assert.Equal((2, 0), (_places.Taken, _places.Waiting));
    }

    [Fact]
    public async Task LineIsServedInItsOrder_AndNobodyPassesIt()
    {
        Assert.True(await Take(1, 2));
        var (first, second) = (Take(1, 2).AsTask(), Take(1, 2).AsTask());

        _places.Give();
        Assert.True(await first);
        Assert.False(second.IsCompleted);
        Assert.Equal((1, 1), (_places.Taken, _places.Waiting));

        _places.Give();
        Assert.True(await second);
    }

    [Fact]
    public async Task CallerThatLeaves_MakesRoomInTheLine()
    {
        using var gone = new CancellationTokenSource();
        Assert.True(await Take(1, 1));
        var left = _places.TakeAsync(1, 1, gone.Token).AsTask();
        await gone.CancelAsync();
        Assert.False(await left);
        Assert.Equal((1, 0), (_places.Taken, _places.Waiting));

        var next = Take(1, 1).AsTask();
        _places.Give();

        Assert.True(await next);
    }

    [Fact]
    public async Task CallerThatHasLeftBefore_DoesNotWait()
    {
        Assert.True(await Take(1, 1));

        Assert.False(await _places.TakeAsync(1, 1, new CancellationToken(canceled: true)));
        Assert.Equal((1, 0), (_places.Taken, _places.Waiting));
    }

    [Fact]
    public async Task LimitThatIsLowered_HoldsAtOnce_AndThatIsRaisedServesTheLine()
    {
        Assert.True(await Take(2, 1));
        Assert.True(await Take(2, 1));
        var waiting = Take(1, 1).AsTask();

        _places.Give();
        Assert.False(waiting.IsCompleted); // one is under way, and one is all there may be

        var raised = Take(3, 2).AsTask();
        Assert.True(await waiting);
        Assert.True(await raised);
        Assert.Equal((3, 0), (_places.Taken, _places.Waiting));
    }

    [Fact]
    public async Task ManyAtOnce_NeverMoreThanThereArePlaces_AndNoneIsForgotten()
    {
        const int Most = 3;
        var (inside, highest, served, refused) = (0, 0, 0, 0);
        await Parallel.ForAsync(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            using var gone = new CancellationTokenSource();
            if (i % 7 == 0)
            {
                gone.CancelAfter(TimeSpan.FromMilliseconds(1));
            }

            if (!await _places.TakeAsync(Most, 4, gone.Token))
            {
                Interlocked.Increment(ref refused);
                return;
            }

            var now = Interlocked.Increment(ref inside);
            for (var seen = highest; now > seen; seen = highest)
            {
                Interlocked.CompareExchange(ref highest, now, seen);
            }

            await Task.Yield();
            Interlocked.Decrement(ref inside);
            Interlocked.Increment(ref served);
            _places.Give();
        });

        Assert.Equal((0, 0), (_places.Taken, _places.Waiting));
        Assert.Equal(20_000, served + refused);
        Assert.InRange(highest, 1, Most);
        Assert.True(served > Most);
    }

    private ValueTask<bool> Take(int most = 2, int waiting = 1) => _places.TakeAsync(most, waiting, CancellationToken.None);
}
