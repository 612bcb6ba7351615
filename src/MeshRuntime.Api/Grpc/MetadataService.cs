using Google.Protobuf.WellKnownTypes;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Api.Grpc;

/// <summary><c>GetMetadata</c> and <c>SetMetadata</c>: the same facts and the same pairs as over HTTP.</summary>
public sealed class MetadataService(SidecarMetadata metadata)
{
    /// <summary>Tells everything.</summary>
    internal ValueTask<GrpcResult<GetMetadataResponse>> GetAsync(GetMetadataRequest request, GrpcServerCall call)
    {
        var snapshot = metadata.Snapshot;
        var answer = new GetMetadataResponse
        {
            Id = metadata.Sidecar.AppId,
            RuntimeVersion = metadata.Sidecar.Version,
            EnabledFeatures = { snapshot.Features },
            ActorRuntime = new ActorRuntime
            {
                RuntimeStatus = ActorRuntime.Types.ActorRuntimeStatus.Disabled,
                Placement = SidecarMetadata.Placement,
            },
        };
        foreach (var component in snapshot.Components)
        {
            answer.RegisteredComponents.Add(new RegisteredComponents
            {
                Name = component.Name,
                Type = component.Type,
                Version = component.Version,
                Capabilities = { component.Capabilities },
            });
        }

        answer.Subscriptions.AddRange(metadata.Subscriptions.Select(SubscriptionOf));
        foreach (var (key, value) in metadata.Extended)
        {
            answer.ExtendedMetadata[key] = value;
        }

        if (metadata.Sidecar.App is { } app)
        {
            answer.AppConnectionProperties = new AppConnectionProperties
            {
                Port = app.Port,
                Protocol = metadata.AppProtocol,
                ChannelAddress = app.Host,
                MaxConcurrency = metadata.Sidecar.MaxConcurrency ?? 0,
            };
        }

        return new(answer);
    }

    private static PubsubSubscription SubscriptionOf(SubscriptionPlan plan)
    {
        var made = new PubsubSubscription
        {
            PubsubName = plan.PubSub,
            Topic = plan.Topic,
            DeadLetterTopic = plan.DeadLetterTopic,
            Rules = new PubsubSubscriptionRules(),
            Type = plan.Origin switch
            {
                SubscriptionOrigin.Declarative => PubsubSubscriptionType.Declarative,
                SubscriptionOrigin.Programmatic => PubsubSubscriptionType.Programmatic,
                _ => PubsubSubscriptionType.Streaming,
            },
        };
        made.Metadata.Add(plan.Metadata.ToDictionary());
        made.Rules.Rules.AddRange(plan.Rules.Select(rule => new PubsubSubscriptionRule { Match = rule.Match, Path = rule.Path }));
        return made;
    }

    /// <summary>Keeps a pair until the process ends. One without a key is taken and forgotten (Dapr).</summary>
    internal ValueTask<GrpcResult<Empty>> SetAsync(SetMetadataRequest request, GrpcServerCall call)
    {
        var problem = request.Key.Length > 0 ? metadata.Set(request.Key, request.Value) : null;
        return new(problem is null ? new Empty() : new GrpcStatus((GrpcCode)problem.Code.GrpcStatus, problem.Message));
    }
}
