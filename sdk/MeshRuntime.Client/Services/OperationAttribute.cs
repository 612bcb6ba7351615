namespace MeshRuntime.Client;

/// <summary>Says which HTTP request a method of a <see cref="MeshServiceAttribute"/> interface stands for.</summary>
/// <param name="verb">The HTTP method, such as <c>GET</c>.</param>
/// <param name="route">
/// The path at the app, such as <c>/orders/{id}</c>. Each name in braces is a parameter of the method. Empty: <c>/</c> and the method's name in lower
/// case without <c>Async</c>.
/// </param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public abstract class OperationAttribute(string verb, string route) : Attribute
{
    /// <summary>The HTTP method.</summary>
    public string Verb { get; } = verb;

    /// <summary>The path at the app, with parameters in braces.</summary>
    public string Route { get; } = route;

    /// <summary>
    /// How long the call may take, in seconds; above 0. Default 0: as long as the caller's token and the sidecar's policies allow. When it is over the
    /// call throws <see cref="TimeoutException"/>.
    /// </summary>
    public double TimeoutSeconds { get; init; }

    /// <summary>
    /// Statuses of the app's answer that are no failure: the call returns null (or completes) instead of throwing. Such as 404, for a method that returns
    /// <c>Task&lt;Order?&gt;</c>. Default: none.
    /// </summary>
    public int[] ExpectedStatuses { get; init; } = [];
}
