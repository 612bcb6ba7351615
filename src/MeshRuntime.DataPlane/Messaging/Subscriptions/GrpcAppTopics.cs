using Google.Protobuf.WellKnownTypes;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;
using TopicRule = MeshRuntime.DataPlane.Snapshots.TopicRule;

namespace MeshRuntime.DataPlane.Messaging.Subscriptions;

/// <summary><c>AppCallback.ListTopicSubscriptions</c> of a gRPC app.</summary>
/// <param name="app">The app.</param>
/// <param name="token">Proves to the app that it is us; null for none.</param>
internal sealed class GrpcAppTopics(GrpcChannel app, string? token) : IAppTopicSource
{
    private const string Method = "/dapr.proto.runtime.v1.AppCallback/ListTopicSubscriptions";

    public async Task<AppTopicList> AskAsync(CancellationToken cancellation)
    {
        var metadata = new GrpcMetadata();
        if (token is not null)
        {
            metadata.Add(MeshNames.ApiToken, token);
        }

        var options = GrpcCallOptions.None with { Metadata = metadata };
        var reply = await app.UnaryAsync(Method, new Empty(), ListTopicSubscriptionsResponse.Parser, options, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return reply switch
        {
            { Message: { } answer } => Read(answer),
            { Status.Code: GrpcCode.Unimplemented } => AppTopicList.None,
            _ => new AppTopicList([], $"ListTopicSubscriptions: {reply.Status}", MayPass: true),
        };
    }

    private static AppTopicList Read(ListTopicSubscriptionsResponse answer)
    {
        try
        {
            return new AppTopicList([.. answer.Subscriptions.Select(ReadOne)]);
        }
        catch (FormatException malformed)
        {
            return new AppTopicList([], malformed.Message);
        }
    }

    private static SubscriptionPlan ReadOne(TopicSubscription asked)
    {
        var rules = (asked.Routes?.Rules ?? []).Select(rule => TopicRule.TryCreate(rule.Match, rule.Path, out var error)
            ?? throw new FormatException($"the rule \"{rule.Match}\" of topic {asked.Topic} is no expression: {error}")).ToList();

        // Without routes the app has one place for everything, and tells events apart itself.
        if (asked.Routes?.Default is { Length: > 0 } last)
        {
            rules.Add(new TopicRule("", last));
        }
        else if (rules.Count == 0)
        {
            rules.Add(new TopicRule("", ""));
        }

        return new SubscriptionPlan(asked.PubsubName, asked.Topic, SubscriptionOrigin.Programmatic)
        {
            Rules = [.. rules],
            Metadata = new Dictionary<string, string>(asked.Metadata),
            DeadLetterTopic = asked.DeadLetterTopic,
            Bulk = asked.BulkSubscribe is { Enabled: true } bulk ? BulkSubscribePlan.Of(bulk.MaxMessagesCount, bulk.MaxAwaitDurationMs) : null,
        };
    }
}
