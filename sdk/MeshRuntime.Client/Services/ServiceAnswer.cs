namespace MeshRuntime.Client;

/// <summary>Checks answers for generated code, on both sides.</summary>
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

    /// <summary>What an implementation returns from a method that promises a value. Null would be 404 for the caller, who would look for the fault on his side.</summary>
    /// <param name="answer">What it returned.</param>
    /// <param name="method">The method's name in the interface.</param>
    /// <exception cref="InvalidOperationException">It is null.</exception>
    public static T Given<T>(T? answer, string method)
        where T : class =>
        answer ?? throw new InvalidOperationException(
            $"{method} returned null, but its type does not allow that: return {typeof(T).Name}? where there may be none, or throw a MeshException with a status.");
}
