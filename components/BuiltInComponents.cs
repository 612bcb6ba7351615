using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Mtls.Local;
using MeshRuntime.Components.NameResolution.Sqlite;
using MeshRuntime.Components.NameResolution.Structured;
using MeshRuntime.Components.PubSub.InMemory;
using MeshRuntime.Components.PubSub.JetStream;
using MeshRuntime.Components.PubSub.Nats;
using MeshRuntime.Components.PubSub.RabbitMq;
using MeshRuntime.Components.PubSub.Redis;
using MeshRuntime.Components.PubSub.Sqlite;
using MeshRuntime.Components.Secrets.Environment;
using MeshRuntime.Components.Secrets.File;

namespace MeshRuntime.Components;

/// <summary>THE LIST: every component that is built in, one line each.</summary>
public static class BuiltInComponents
{
    /// <summary>In the order of their types. A type that YAML names and that is not here does not exist.</summary>
    public static IReadOnlyList<ComponentRegistration> All { get; } =
    [
        new("mtls.local", context => new LocalCertificateSource(context)),
        new("nameresolution.sqlite", context => new SqliteNameResolver(context)),
        new("nameresolution.structured", context => new StructuredNameResolver(context), "nameresolution.structuredformat"),
        new("pubsub.in-memory", context => new InMemoryPubSub(context)),
        new("pubsub.jetstream", context => new JetStreamPubSub(context)),
        new("pubsub.nats", context => new NatsPubSub(context)),
        new("pubsub.rabbitmq", context => new RabbitMqPubSub(context)),
        new("pubsub.redis", context => new RedisPubSub(context)),
        new("pubsub.sqlite", context => new SqlitePubSub(context)),
        new("secretstores.local.env", context => new EnvironmentSecretStore(context)),
        new("secretstores.local.file", context => new FileSecretStore(context)),
    ];
}
