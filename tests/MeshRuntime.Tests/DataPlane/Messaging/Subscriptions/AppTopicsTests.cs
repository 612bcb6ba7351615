using MeshRuntime.DataPlane.App;
using MeshRuntime.DataPlane.Messaging.Subscriptions;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.Messaging.Subscriptions;

public sealed class AppTopicsTests : IAsyncDisposable
{
    private static readonly AppTopicList Asked = new([Brokers.Orders() with { Topic = "asked", Origin = SubscriptionOrigin.Programmatic }]);
    private static readonly AppTopicList Away = new([], "not listening", MayPass: true);

    private readonly FakeBroker _broker = new();
    private readonly FakeSource _source = new();
    private readonly Messages _messages;
    private readonly AppHealth _health = new(threshold: 1, NullLogger.Instance);
    private readonly CancellationTokenSource _end = new();
    private AppTopics? _topics;
    private Task _running = Task.CompletedTask;

    public AppTopicsTests()
    {
        _messages = new Messages(app: new FakeReceiver());
        _messages.Snapshots.With([new PubSubPlan("pubsub", _broker)], Brokers.Orders());
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _topics?.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task App_IsAskedOnce_AndGetsWhatFilesSayToo()
    {
        _source.Then(Asked);
        await RunAsync();
        await _topics!.ApplyAsync();

        Assert.Equal(["asked", "orders"], _broker.Topics);
        Assert.Equal(1, _source.Questions);
    }

    [Fact]
    public async Task AppThatDoesNotAnswer_IsAskedAgain_AndFilesCountMeanwhile()
    {
        _source.Then(Away, Away, Asked);
        await RunAsync();
        Assert.Equal(["orders"], _broker.Topics);

        for (var questions = 2; questions <= 3; questions++)
        {
            await Eventually.TrueAsync(() => _messages.Clock.Waiting > 0);
            _messages.Clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.TrueAsync(() => _source.Questions == questions);
        }

        await Eventually.TrueAsync(() => _broker.Topics.Count() == 2);
    }

    [Fact]
    public async Task AnswerThatIsNone_IsFinal_AndFilesCount()
    {
        _source.Then(new AppTopicList([], "it is no list"));
        await RunAsync();
        await _topics!.ApplyAsync();

        Assert.Equal((1, "orders"), (_source.Questions, Assert.Single(_broker.Topics)));
    }

    [Fact]
    public async Task WithoutABroker_NobodyIsAsked_UntilOneComes()
    {
        var configured = _messages.Snapshots.Current;
        _messages.Snapshots.Swap(MeshSnapshot.Empty);
        _source.Then(Asked);
        await RunAsync();
        Assert.Equal(0, _source.Questions);

        _messages.Snapshots.Swap(configured);
        await _topics!.ApplyAsync();

        await Eventually.TrueAsync(() => _broker.Topics.Count() == 2);
    }

    [Fact]
    public async Task AppThatIsNotToBeAsked_GetsWhatFilesSay()
    {
        await RunAsync(isAsked: false);

        Assert.Equal(["orders"], _broker.Topics);
    }

    [Fact]
    public async Task Health_BeginsAndEndsSubscriptions_WithoutAskingAgain()
    {
        _source.Then(Asked);
        await RunAsync(_health);
        Assert.Empty(_broker.Topics);
        Assert.Equal(0, _source.Questions);

        _health.Probed(failure: null);
        await Eventually.TrueAsync(() => _broker.Topics.Count() == 2);
        _health.Probed("no");
        await Eventually.TrueAsync(() => !_broker.Topics.Any());
        _health.Probed(failure: null);
        await Eventually.TrueAsync(() => _broker.Topics.Count() == 2);

        Assert.Equal(1, _source.Questions);
    }

    private async Task RunAsync(AppHealth? health = null, bool isAsked = true)
    {
        _topics = new AppTopics(isAsked ? _source : null, _messages.Subscriptions, _messages.Snapshots, health, _messages.Parts);
        _running = _topics.RunAsync(_end.Token);
        await _topics.Settled;
    }

    private sealed class FakeSource : IAppTopicSource
    {
        private readonly Queue<AppTopicList> _answers = new();
        private int _questions;

        public int Questions => Volatile.Read(ref _questions);

        public void Then(params AppTopicList[] answers) => Array.ForEach(answers, _answers.Enqueue);

        public Task<AppTopicList> AskAsync(CancellationToken cancellation)
        {
            Interlocked.Increment(ref _questions);
            return Task.FromResult(_answers.Dequeue());
        }
    }
}
