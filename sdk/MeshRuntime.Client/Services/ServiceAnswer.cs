namespace MeshRuntime.Client;

/// <summary>Checks answers for generated clients.</summary>
public static class ServiceAnswer
{
    /// <summary>The answer of a method that promises one: <c>Task&lt;Order&gt;</c>, not <c>Task&lt;Order?&gt;</c>.</summary>
    /// <param name="answer">The call.</param>
    /// <param name="request">Which request that was, such as <c>GET /orders/{id}</c>.</param>
    /// <exception cref="MeshException">The answer has no value.</exception>
    public static async Task<T> Required<T>(Task<T?> answer, string request)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(answer);
        return await answer.ConfigureAwait(false)
            ?? throw new MeshException(
                $"The answer to {request} is empty, but its method promises {typeof(T).Name}: return {typeof(T).Name}? where there may be none.") { IsOfCall = true };
    }
}
