using MeshRuntime.Abstractions.Components;
using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>Which ends of a publish are failures of the broker.</summary>
internal static class PublishGrade
{
    /// <summary>Judges one message: what the broker would refuse again says nothing about the broker.</summary>
    public static Outcome Of(ComponentException? failure, RetryPlan? retry) => failure?.Fault switch
    {
        null => Outcome.Success,
        ComponentFault.Unavailable => Failed(retry, GrpcCode.Unavailable),
        ComponentFault.Throttled => Failed(retry, GrpcCode.ResourceExhausted),
        _ => Outcome.Neither,
    };

    /// <summary>The failure of a publish that a policy ended.</summary>
    public static ComponentException Refused(Refusal refusal) => new(ComponentFault.Unavailable, RefusalText.Of(refusal));

    // A broker has no status; its fault stands for one, so that `matching` means something here too (hardening P18).
    private static Outcome Failed(RetryPlan? retry, GrpcCode code) =>
        new(Grade.Failure, MayRepeat: retry?.GrpcCodes is null || retry.GrpcCodes.Contains((int)code));
}
