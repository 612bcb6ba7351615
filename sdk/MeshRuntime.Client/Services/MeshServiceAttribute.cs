using System.Text.Json.Serialization;

namespace MeshRuntime.Client;

/// <summary>
/// Says that an interface describes the calls that an app answers. The interface must be <c>partial</c>: the generator adds <see cref="IMeshService{TSelf}"/> to
/// it, with a client and the endpoints.
/// </summary>
/// <param name="appId">The app id under which the service runs, such as <c>orders</c>; also <c>orders.production</c>, with a namespace.</param>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class MeshServiceAttribute(string appId) : Attribute
{
    /// <summary>The app id under which the service runs.</summary>
    public string AppId { get; } = appId;

    /// <summary>
    /// The <see cref="JsonSerializerContext"/> that knows every type of the interface's bodies and answers. Needed in trimmed apps; without it the
    /// types are looked up in the options of the client or server. Default: none.
    /// </summary>
    public Type? Json { get; init; }
}
