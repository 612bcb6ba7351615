using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Messaging.Queues;

/// <summary>What a broker told of its queues, or why it did not.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">Meaningless with an error.</param>
/// <param name="Error">Null when it answered.</param>
public readonly record struct QueueAnswer<T>(T Value, MeshError? Error);
