namespace MeshRuntime.Components.Clients.Resp;

/// <summary>Why a command has no reply, or that its reply is an error. It stays inside the component that asked.</summary>
/// <param name="code">The first word of the server's error, such as <c>NOGROUP</c>; null when the server said nothing.</param>
/// <param name="message">For a person.</param>
/// <param name="mayHaveExecuted">
/// True when the command left and the connection broke before its reply: nobody knows. False: it was certainly not executed.
/// </param>
/// <param name="inner">What broke.</param>
internal sealed class RespFailure(string? code, string message, bool mayHaveExecuted = false, Exception? inner = null) : Exception(message, inner)
{
    public string? Code { get; } = code;

    public bool MayHaveExecuted { get; } = mayHaveExecuted;

    /// <summary>The connection did not hold, or was not there; another try may find it again.</summary>
    public bool IsConnection => Code is null;

    /// <summary>An error reply.</summary>
    public static RespFailure Of(RespValue error)
    {
        var text = error.ToString();
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new RespFailure(space < 0 ? text : text[..space], text);
    }

    /// <summary>The same breakdown, for a command that did or did not leave.</summary>
    public RespFailure For(bool mayHaveExecuted) => new(Code, Message, mayHaveExecuted, this);
}
