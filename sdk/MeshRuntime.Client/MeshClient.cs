using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>
/// An app's way to its sidecar: calls other apps, publishes, subscribes, reads secrets, asks how the sidecar is. Speaks to <c>meshd</c> and to Dapr's <c>daprd</c>. Make one
/// and keep it: it holds the connections. Safe for concurrent use.
/// </summary>
public sealed class MeshClient : IAsyncDisposable, IDisposable
{
    private readonly SidecarHttp _http;
    private readonly SidecarGrpc _grpc;
    private readonly Publisher _publisher;
    private readonly SecretReader _secrets;
    private readonly SidecarState _sidecar;

    /// <summary>Makes a client. It connects when it is first used.</summary>
    /// <param name="options">Where the sidecar is. Null: what the environment says, which <c>mesh run</c> and <c>dapr run</c> set.</param>
    /// <exception cref="InvalidOperationException">An environment variable cannot be read; the message names it and says what it should be.</exception>
    /// <exception cref="ArgumentException">An address in the options is none of HTTP.</exception>
    public MeshClient(MeshClientOptions? options = null)
    {
        options ??= new MeshClientOptions();
        var address = SidecarAddress.Of(options);
        _http = new SidecarHttp(address, options);
        _grpc = new SidecarGrpc(address);
        var api = new SidecarApi(_http);
        _publisher = new Publisher(api);
        _secrets = new SecretReader(api);
        _sidecar = new SidecarState(api, _http, address.AppId);
        Json = options.Json;
    }

    /// <summary>Where types are looked up for JSON.</summary>
    public MeshJson Json { get; }

    /// <summary>A client of one app. Keep it where calls are many: it costs two strings.</summary>
    /// <param name="appId">The app's id, such as <c>orders</c>; with a namespace <c>orders.production</c>.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    public AppClient App(string appId) => new(_http, appId, Json);

    /// <summary>A client of a service that an interface with <see cref="MeshServiceAttribute"/> describes, at the app that the attribute names.</summary>
    public T Service<T>()
        where T : class, IMeshService<T> => Service<T>(T.AppId);

    /// <summary>A client of a service that an interface with <see cref="MeshServiceAttribute"/> describes, at another app.</summary>
    /// <param name="appId">The app's id.</param>
    /// <exception cref="ArgumentException">No app can have such an id.</exception>
    public T Service<T>(string appId)
        where T : class, IMeshService<T> => T.CreateClient(App(appId));

    /// <summary>Publishes a value as JSON. The broker has it when the task ends.</summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="data">The value.</param>
    /// <param name="type">How it is written. Null: as <see cref="Json"/> says.</param>
    /// <param name="options">Id, time to live, metadata. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be published all the same.</param>
    /// <exception cref="MeshException">The sidecar or the broker has not taken it.</exception>
    public Task PublishAsync<T>(
        string pubsub, string topic, T data, JsonTypeInfo<T>? type = null, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        PublishBytesAsync(pubsub, topic, ToJson(data, type), "application/json", options, cancellationToken);

    /// <summary>Publishes a value as JSON, as <see cref="Json"/> says. The broker has it when the task ends.</summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="data">The value.</param>
    /// <param name="options">Id, time to live, metadata. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be published all the same.</param>
    /// <exception cref="MeshException">The sidecar or the broker has not taken it.</exception>
    [OverloadResolutionPriority(1)] // a named "options:" fits both
    public Task PublishAsync<T>(string pubsub, string topic, T data, PublishOptions? options, CancellationToken cancellationToken = default) =>
        PublishAsync(pubsub, topic, data, type: null, options, cancellationToken);

    /// <summary>Publishes bytes. The broker has them when the task ends.</summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="contentType">What they are. With <c>application/cloudevents+json</c> they are the whole event.</param>
    /// <param name="options">Id, time to live, metadata. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait; the event may be published all the same.</param>
    /// <exception cref="MeshException">The sidecar or the broker has not taken them.</exception>
    public Task PublishBytesAsync(
        string pubsub, string topic, ReadOnlyMemory<byte> data, string contentType, PublishOptions? options = null, CancellationToken cancellationToken = default) =>
        _publisher.PublishAsync(pubsub, topic, data, contentType, options, cancellationToken);

    /// <summary>Publishes many values as JSON in one request. Empty when the broker has all of them, else those that it has not taken.</summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="data">The values.</param>
    /// <param name="type">How they are written. Null: as <see cref="Json"/> says.</param>
    /// <param name="options">Time to live, metadata; for each of them. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait; some may be published all the same.</param>
    /// <exception cref="MeshException">None was published: the sidecar refuses the request.</exception>
    public Task<IReadOnlyList<PublishFailure>> BulkPublishAsync<T>(
        string pubsub, string topic, IReadOnlyList<T> data, JsonTypeInfo<T>? type = null, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        return BulkPublishBytesAsync(pubsub, topic, [.. data.Select(value => new PublishEntry(ToJson(value, type), "application/json"))], options, cancellationToken);
    }

    /// <summary>Publishes many events as bytes in one request. Empty when the broker has all of them, else those that it has not taken.</summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="entries">The events.</param>
    /// <param name="options">Time to live, metadata; for each of them. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait; some may be published all the same.</param>
    /// <exception cref="MeshException">None was published: the sidecar refuses the request.</exception>
    public Task<IReadOnlyList<PublishFailure>> BulkPublishBytesAsync(
        string pubsub, string topic, IReadOnlyList<PublishEntry> entries, PublishOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return _publisher.PublishAsync(pubsub, topic, entries, options, cancellationToken);
    }

    /// <summary>
    /// Receives a topic's events, as values from JSON, until the token fires; then it lets the handlers finish, gives their answers to the sidecar, and the task ends without
    /// an exception. When the sidecar is not there, or is restarted, it tries again by itself. An event whose answer the sidecar did not get comes again, and so
    /// does one whose handler throws, unless <see cref="SubscribeOptions.OnHandlerError"/> says otherwise.
    /// </summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">Handles one event; its token fires when its answer does not count any more.</param>
    /// <param name="type">How the data are read. Null: as <see cref="Json"/> says.</param>
    /// <param name="options">How many at once, the dead-letter topic, what happens when the handler throws. Null: the defaults.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="MeshException">The sidecar refuses: no such component, a topic out of scope, a wrong token.</exception>
    public Task SubscribeAsync<T>(
        string pubsub, string topic, Func<MeshEvent<T>, CancellationToken, Task<EventOutcome>> handler, JsonTypeInfo<T>? type = null,
        SubscribeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        type ??= Json.TypeInfo<T>();
        return SubscribeAsync(pubsub, topic, (read, gone) => handler(new MeshEvent<T>(EventReader.Data(read, type), read), gone), options, cancellationToken);
    }

    /// <summary>Receives a topic's events as bytes; otherwise as <see cref="SubscribeAsync{T}"/>.</summary>
    /// <param name="pubsub">The pub/sub component.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="handler">Handles one event; its token fires when its answer does not count any more.</param>
    /// <param name="options">How many at once, the dead-letter topic, what happens when the handler throws. Null: the defaults.</param>
    /// <param name="cancellationToken">Ends the subscription.</param>
    /// <exception cref="MeshException">The sidecar refuses: no such component, a topic out of scope, a wrong token.</exception>
    public Task SubscribeAsync(
        string pubsub, string topic, Func<MeshEvent, CancellationToken, Task<EventOutcome>> handler, SubscribeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(pubsub);
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(handler);
        options ??= new SubscribeOptions();
        options.Check();
        _http.ThrowIfDisposed();
        return new TopicSubscription(_grpc, _http.Time, pubsub, topic, options).RunAsync(handler, cancellationToken);
    }

    /// <summary>Reads a secret: mostly one value under its own name; some stores keep several under one.</summary>
    /// <param name="store">The secret store.</param>
    /// <param name="name">The secret's name.</param>
    /// <param name="metadata">Metadata for the store's component. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException">No such store, no such secret (<c>ERR_SECRET_GET</c>), or no right to it.</exception>
    public Task<IReadOnlyDictionary<string, string>> GetSecretAsync(
        string store, string name, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        _secrets.OneAsync(store, name, metadata, cancellationToken);

    /// <summary>Reads every secret of a store that the app has a right to, by name.</summary>
    /// <param name="store">The secret store.</param>
    /// <param name="metadata">Metadata for the store's component. Null: none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException">No such store, or the store cannot tell.</exception>
    public Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetSecretsAsync(
        string store, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        _secrets.AllAsync(store, metadata, cancellationToken);

    /// <summary>What the sidecar says of itself.</summary>
    /// <exception cref="MeshException">There is no sidecar, or it refuses.</exception>
    public Task<SidecarMetadata> GetMetadataAsync(CancellationToken cancellationToken = default) => _sidecar.MetadataAsync(cancellationToken);

    /// <summary>Sets an attribute of the sidecar, which lives as long as the sidecar and shows in <see cref="GetMetadataAsync"/>.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value; a sidecar of ours takes up to 64 KiB.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MeshException">There is no sidecar, or it refuses.</exception>
    public Task SetMetadataAsync(string name, string value, CancellationToken cancellationToken = default) =>
        _sidecar.SetMetadataAsync(name, value, cancellationToken);

    /// <summary>Whether the sidecar and its app are up. False too when there is no sidecar, or it is another app's (<see cref="MeshClientOptions.AppId"/>).</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default) =>
        await _sidecar.HealthAsync(cancellationToken).ConfigureAwait(false) is null;

    /// <summary>Whether the sidecar is up so far that the app can call out, be the app itself ready or not. False too when there is no sidecar.</summary>
    public async Task<bool> IsOutboundHealthyAsync(CancellationToken cancellationToken = default) =>
        await _sidecar.OutboundHealthAsync(cancellationToken).ConfigureAwait(false) is null;

    /// <summary>Waits until the app can call out. Does not wait for the app itself, so an app may do it before it listens.</summary>
    /// <param name="timeout">How long, above zero; <see cref="Timeout.InfiniteTimeSpan"/>: until the token fires.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">The time is over; the message says what the sidecar answered last.</exception>
    public Task WaitForSidecarAsync(TimeSpan timeout, CancellationToken cancellationToken = default) => _sidecar.WaitAsync(timeout, cancellationToken);

    /// <summary>Makes the sidecar stop. The task ends when it has begun to; what is under way it finishes.</summary>
    /// <exception cref="MeshException">There is no sidecar, or it refuses.</exception>
    public Task ShutdownAsync(CancellationToken cancellationToken = default) => _sidecar.ShutdownAsync(cancellationToken);

    /// <summary>Closes the connections. What is under way ends with an exception; what is asked for afterwards is an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _grpc.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private byte[] ToJson<T>(T data, JsonTypeInfo<T>? type) => JsonSerializer.SerializeToUtf8Bytes(data, type ?? Json.TypeInfo<T>());
}
