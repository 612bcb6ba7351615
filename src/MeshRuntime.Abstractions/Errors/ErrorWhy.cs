using System.Globalization;
using System.Text;

namespace MeshRuntime.Abstractions.Errors;

/// <summary>How a call came to its end: which policy ended it, at which attempt, where, after how long.</summary>
/// <param name="Kind">The kind of the policy that ended it, such as <c>timeout</c>; null when none did.</param>
/// <param name="Policy">The policy's name; null for what has none.</param>
/// <param name="Attempt">Attempts that were made; 0 when none was.</param>
/// <param name="Attempts">Attempts that the policies allow; null for any number.</param>
/// <param name="Endpoint">Where the last attempt went; null when it went nowhere.</param>
/// <param name="Elapsed">From the call to its end.</param>
public sealed record ErrorWhy(string? Kind, string? Policy, int Attempt, int? Attempts, string? Endpoint, TimeSpan Elapsed)
{
    /// <summary>One line, such as <c>timeout policy fast, attempt 4 of 4, endpoint 10.0.0.7:50002, 1204 ms</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Kind is not null)
        {
            text.Append(Kind).Append(Policy is null ? "" : " policy ").Append(Policy).Append(", ");
        }

        _ = Attempt == 0 ? text.Append("no attempt") : text.Append(CultureInfo.InvariantCulture, $"attempt {Attempt}");
        if (Attempt > 0 && Attempts is { } most)
        {
            text.Append(CultureInfo.InvariantCulture, $" of {most}");
        }

        if (Endpoint is not null)
        {
            text.Append(", endpoint ").Append(Endpoint);
        }

        return text.Append(CultureInfo.InvariantCulture, $", {(long)Elapsed.TotalMilliseconds} ms").ToString();
    }
}
