namespace MeshRuntime.Abstractions.PubSub;

/// <summary>Takes one message and says what became of it. It waits for the app, so it may take long; it never throws.</summary>
/// <param name="message">The message; its data must not be kept.</param>
/// <param name="cancellation">
/// The component no longer wants the answer: it lost the broker, or its own limit for one message passed. The handler may still return any outcome.
/// </param>
public delegate ValueTask<DeliveryOutcome> MessageHandler(PubSubMessage message, CancellationToken cancellation);
