namespace MeshRuntime.Components.Clients.Resp;

/// <summary>One command that waits for its reply.</summary>
/// <param name="command">What is asked.</param>
/// <param name="patience">How long the server may be silent about it before the connection counts as dead.</param>
internal sealed class RespCall(RespCommand command, TimeSpan patience) : TaskCompletionSource<RespValue>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public RespCommand Command => command;

    public TimeSpan Patience => patience;

    /// <summary>When it was written, as a timestamp of the clock.</summary>
    public long SentAt { get; set; }

    public void Answer(RespValue reply)
    {
        if (reply.Kind == RespKind.Error)
        {
            Fail(RespFailure.Of(reply));
        }
        else
        {
            TrySetResult(reply);
        }
    }

    public void Fail(RespFailure failure)
    {
        command.Release();
        if (TrySetException(failure))
        {
            // Looked at here, since a caller that gave up does not.
            _ = Task.Exception;
        }
    }
}
