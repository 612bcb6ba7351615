using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Stores;

/// <summary>What a store held, or why it was not read.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">Null with an error.</param>
/// <param name="Error">Null when it was read.</param>
public readonly record struct StoreAnswer<T>(T? Value, MeshError? Error)
    where T : class;
