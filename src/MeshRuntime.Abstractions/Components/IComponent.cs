namespace MeshRuntime.Abstractions.Components;

/// <summary>
/// One pluggable part, made from one component YAML file. Its life is: created (reads its metadata, touches nothing outside),
/// started once, used from many threads at once, disposed once.
/// </summary>
public interface IComponent : IAsyncDisposable
{
    /// <summary>
    /// Connects to what the component stands for. Called once, before any use; the component's <c>spec.initTimeout</c> (default 5 s) cancels it.
    /// </summary>
    /// <exception cref="ComponentException">The component cannot work; the sidecar does not start unless <c>spec.ignoreErrors</c> is true.</exception>
    ValueTask StartAsync(CancellationToken cancellation);

    /// <summary>
    /// What the metadata API reports as the component's <c>capabilities</c>, in Dapr's words, such as <c>MULTIPLE_KEY_VALUES_PER_SECRET</c>. Default:
    /// none.
    /// </summary>
    IReadOnlyList<string> Capabilities => [];
}
