using MeshRuntime.DataPlane.Resilience;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.DataPlane.Messaging.Delivery;

/// <summary>Which answers to an event are failures of the app (Dapr's rules): a wish to have it again, and no answer. To drop it is an answer.</summary>
internal static class DeliveryGrade
{
    /// <summary>Judges an answer.</summary>
    public static Outcome Of(EventAnswer answer, RetryPlan? retry) => answer.Verdict switch
    {
        EventVerdict.Success or EventVerdict.Unwanted or EventVerdict.Drop => Outcome.Success,
        EventVerdict.Retry or EventVerdict.BrokenOff => new Outcome(Grade.Failure, MayRepeat(answer, retry)),

        // An app that is not there has refused nothing: the message waits for it, outside of the policies.
        _ => Outcome.Neither,
    };

    /// <summary>The answer in place of one that a policy ended.</summary>
    public static EventAnswer Refused(Refusal refusal) => new(EventVerdict.Retry, RefusalText.Of(refusal));

    private static bool MayRepeat(EventAnswer answer, RetryPlan? retry) =>
        (answer.HttpStatus is not { } http || retry?.HttpCodes is null || retry.HttpCodes.Contains(http))
        && (answer.GrpcStatus is not { } grpc || retry?.GrpcCodes is null || retry.GrpcCodes.Contains(grpc));
}
