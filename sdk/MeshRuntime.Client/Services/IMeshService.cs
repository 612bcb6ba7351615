namespace MeshRuntime.Client;

/// <summary>
/// What the generator adds to an interface with <see cref="MeshServiceAttribute"/>: how to call it and how to serve it. Nobody writes it by hand, and a
/// class that implements the interface, such as a fake in a test, need not know of it.
/// </summary>
/// <typeparam name="TSelf">The interface itself.</typeparam>
public interface IMeshService<TSelf>
    where TSelf : class, IMeshService<TSelf>
{
    /// <summary>The app id that <see cref="MeshServiceAttribute"/> names.</summary>
    static abstract string AppId { get; }

    /// <summary>Makes the client that turns each method into a call to <paramref name="app"/>.</summary>
    /// <param name="app">The app to call: mostly, but not necessarily, the one named <see cref="AppId"/>.</param>
    static abstract TSelf CreateClient(AppClient app);

    /// <summary>The requests that the service answers, one for each method of the interface, in its order.</summary>
    /// <param name="json">Where types are looked up that the interface's own <see cref="MeshServiceAttribute.Json"/> does not know.</param>
    static abstract IReadOnlyList<ServiceOperation<TSelf>> Operations(MeshJson json);
}
