using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Api.Grpc;

/// <summary>
/// Every method of Dapr's service, also those that do not work here yet, and the part of the API that it belongs to, as <c>spec.api</c> names parts.
/// A switch, not a dictionary: nothing is built while the sidecar starts.
/// </summary>
internal static class GrpcApiParts
{
    /// <summary>The part of a method; null when Dapr's service has none of this name.</summary>
    public static ApiPart? Find(string method) => method switch
    {
        "InvokeService" => new("v1", "invoke"),
        "GetState" or "GetBulkState" or "SaveState" or "DeleteState" or "DeleteBulkState" or "ExecuteStateTransaction"
            => new("v1", "state"),
        "QueryStateAlpha1" => new("v1alpha1", "state"),
        "PublishEvent" or "BulkPublishEvent" => new("v1", "publish"),
        "BulkPublishEventAlpha1" => new("v1alpha1", "publish"),
        "SubscribeTopicEventsAlpha1" => new("v1alpha1", "subscribe"),
        "InvokeBinding" => new("v1", "bindings"),
        "GetSecret" or "GetBulkSecret" => new("v1", "secrets"),
        "RegisterActorTimer" or "UnregisterActorTimer" or "RegisterActorReminder" or "GetActorReminder"
            or "UnregisterActorReminder" or "UnregisterActorRemindersByType" or "ListActorReminders" or "GetActorState"
            or "ExecuteActorStateTransaction" or "InvokeActor" => new("v1", "actors"),
        "SubscribeActorEventsAlpha1" => new("v1alpha1", "actors"),
        "GetMetadata" or "SetMetadata" => new("v1", "metadata"),
        "GetConfiguration" or "SubscribeConfiguration" or "UnsubscribeConfiguration" => new("v1", "configuration"),
        "GetConfigurationAlpha1" or "SubscribeConfigurationAlpha1" or "UnsubscribeConfigurationAlpha1" => new("v1alpha1", "configuration"),
        "TryLockAlpha1" => new("v1alpha1", "lock"),
        "UnlockAlpha1" => new("v1alpha1", "unlock"),
        "EncryptAlpha1" or "DecryptAlpha1" => new("v1alpha1", "crypto"),
        "SubtleGetKeyAlpha1" or "SubtleEncryptAlpha1" or "SubtleDecryptAlpha1" or "SubtleSignAlpha1" or "SubtleVerifyAlpha1"
            or "SubtleWrapKeyAlpha1" or "SubtleUnwrapKeyAlpha1" => new("v1alpha1", "subtlecrypto"),
        "StartWorkflowAlpha1" or "GetWorkflowAlpha1" or "TerminateWorkflowAlpha1" or "RaiseEventWorkflowAlpha1"
            or "PurgeWorkflowAlpha1" or "PauseWorkflowAlpha1" or "ResumeWorkflowAlpha1" => new("v1alpha1", "workflows"),
        "StartWorkflowBeta1" or "GetWorkflowBeta1" or "TerminateWorkflowBeta1" or "RaiseEventWorkflowBeta1"
            or "PurgeWorkflowBeta1" or "PauseWorkflowBeta1" or "ResumeWorkflowBeta1" => new("v1beta1", "workflows"),
        "ScheduleJob" or "GetJob" or "DeleteJob" or "DeleteJobsByPrefix" or "ListJobs" => new("v1", "jobs"),
        "ScheduleJobAlpha1" or "GetJobAlpha1" or "DeleteJobAlpha1" or "DeleteJobsByPrefixAlpha1" or "ListJobsAlpha1"
            => new("v1alpha1", "jobs"),
        "Shutdown" => new("v1", "shutdown"),
        "ConverseAlpha1" => new("v1alpha1", "conversation"),
        "ConverseAlpha2" => new("v1alpha2", "conversation"),
        _ => null,
    };

    /// <summary>True when a method of this part is served. What belongs to no part is on nobody's list of allowed ones.</summary>
    public static bool Serves(ApiPlan plan, ApiPart? part) => part is { } known ? plan.Serves(known) : plan.Allowed.Count == 0;
}
