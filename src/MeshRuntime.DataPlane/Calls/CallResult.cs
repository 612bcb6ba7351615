using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Calls;

/// <summary>How a call ended: a response of the app, or an error of ours. Never both, never neither.</summary>
public readonly struct CallResult
{
    private CallResult(HttpResponseMessage? response, MeshError? error, CallProgress progress)
    {
        Response = response;
        Error = error;
        Progress = progress;
    }

    /// <summary>What the app answered, its body still to be read; whoever takes it disposes it. Null when <see cref="Error"/> is set.</summary>
    public HttpResponseMessage? Response { get; }

    /// <summary>Why there is no answer.</summary>
    public MeshError? Error { get; }

    /// <summary>How far a failed call came; decides whether it may be made again.</summary>
    public CallProgress Progress { get; }

    /// <summary>The app answered.</summary>
    public static CallResult Answered(HttpResponseMessage response) => new(response, null, CallProgress.Answered);

    /// <summary>The same failure, with the way it came about.</summary>
    internal CallResult Because(ErrorWhy why) => new(null, Error! with { Why = why }, Progress); // not null: asked of failures only

    /// <summary>The call failed.</summary>
    public static CallResult Failed(MeshErrorCode code, string message, CallProgress progress) => new(null, new MeshError(code, message), progress);
}
