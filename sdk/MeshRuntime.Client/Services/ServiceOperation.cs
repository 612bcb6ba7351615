namespace MeshRuntime.Client;

/// <summary>One request that a service answers: what it looks like, and how it is handed to the implementation.</summary>
/// <typeparam name="TService">The interface with <see cref="MeshServiceAttribute"/>.</typeparam>
/// <param name="name">The method's name in the interface, such as <c>GetOrderAsync</c>; for logs and traces.</param>
/// <param name="verb">The HTTP method.</param>
/// <param name="route">The path with parameters in braces, such as <c>/orders/{id}</c>.</param>
/// <param name="handle">Reads the arguments, calls the implementation and writes the answer.</param>
public sealed class ServiceOperation<TService>(string name, string verb, string route, Func<TService, ServiceCall, Task> handle)
{
    /// <summary>The method's name in the interface.</summary>
    public string Name { get; } = name;

    /// <summary>The HTTP method.</summary>
    public string Verb { get; } = verb;

    /// <summary>The path with parameters in braces.</summary>
    public string Route { get; } = route;

    /// <summary>Reads the arguments, calls the implementation and writes the answer.</summary>
    public Func<TService, ServiceCall, Task> Handle { get; } = handle;
}
