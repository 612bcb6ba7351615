using System.Collections.Frozen;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Api.Grpc;

/// <summary>
/// Every method of Dapr's service, also those that do not work here yet, and the part of the API that it belongs to, as <c>spec.api</c> names parts.
/// </summary>
internal static class GrpcApiParts
{
    private static readonly (ApiPart Part, string[] Methods)[] Table =
    [
        (new("v1", "invoke"), ["InvokeService"]),
        (new("v1", "state"), ["GetState", "GetBulkState", "SaveState", "DeleteState", "DeleteBulkState", "ExecuteStateTransaction"]),
        (new("v1alpha1", "state"), ["QueryStateAlpha1"]),
        (new("v1", "publish"), ["PublishEvent", "BulkPublishEvent"]),
        (new("v1alpha1", "publish"), ["BulkPublishEventAlpha1"]),
        (new("v1alpha1", "subscribe"), ["SubscribeTopicEventsAlpha1"]),
        (new("v1", "bindings"), ["InvokeBinding"]),
        (new("v1", "secrets"), ["GetSecret", "GetBulkSecret"]),
        (new("v1", "actors"),
        [
            "RegisterActorTimer", "UnregisterActorTimer", "RegisterActorReminder", "GetActorReminder", "UnregisterActorReminder",
            "UnregisterActorRemindersByType", "ListActorReminders", "GetActorState", "ExecuteActorStateTransaction", "InvokeActor",
        ]),
        (new("v1alpha1", "actors"), ["SubscribeActorEventsAlpha1"]),
        (new("v1", "metadata"), ["GetMetadata", "SetMetadata"]),
        (new("v1", "configuration"), ["GetConfiguration", "SubscribeConfiguration", "UnsubscribeConfiguration"]),
        (new("v1alpha1", "configuration"), ["GetConfigurationAlpha1", "SubscribeConfigurationAlpha1", "UnsubscribeConfigurationAlpha1"]),
        (new("v1alpha1", "lock"), ["TryLockAlpha1"]),
        (new("v1alpha1", "unlock"), ["UnlockAlpha1"]),
        (new("v1alpha1", "crypto"), ["EncryptAlpha1", "DecryptAlpha1"]),
        (new("v1alpha1", "subtlecrypto"),
        [
            "SubtleGetKeyAlpha1", "SubtleEncryptAlpha1", "SubtleDecryptAlpha1", "SubtleSignAlpha1", "SubtleVerifyAlpha1",
            "SubtleWrapKeyAlpha1", "SubtleUnwrapKeyAlpha1",
        ]),
        (new("v1alpha1", "workflows"),
        [
            "StartWorkflowAlpha1", "GetWorkflowAlpha1", "TerminateWorkflowAlpha1", "RaiseEventWorkflowAlpha1", "PurgeWorkflowAlpha1",
            "PauseWorkflowAlpha1", "ResumeWorkflowAlpha1",
        ]),
        (new("v1beta1", "workflows"),
        [
            "StartWorkflowBeta1", "GetWorkflowBeta1", "TerminateWorkflowBeta1", "RaiseEventWorkflowBeta1", "PurgeWorkflowBeta1",
            "PauseWorkflowBeta1", "ResumeWorkflowBeta1",
        ]),
        (new("v1", "jobs"), ["ScheduleJob", "GetJob", "DeleteJob", "DeleteJobsByPrefix", "ListJobs"]),
        (new("v1alpha1", "jobs"), ["ScheduleJobAlpha1", "GetJobAlpha1", "DeleteJobAlpha1", "DeleteJobsByPrefixAlpha1", "ListJobsAlpha1"]),
        (new("v1", "shutdown"), ["Shutdown"]),
        (new("v1alpha1", "conversation"), ["ConverseAlpha1"]),
        (new("v1alpha2", "conversation"), ["ConverseAlpha2"]),
    ];

    private static readonly FrozenDictionary<string, ApiPart> ByMethod =
        Table.SelectMany(row => row.Methods, (row, method) => KeyValuePair.Create(method, row.Part)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names of all methods.</summary>
    public static IReadOnlyCollection<string> Methods => ByMethod.Keys;

    /// <summary>The part of a method; null when Dapr's service has none of this name.</summary>
    public static ApiPart? Find(string method) => ByMethod.TryGetValue(method, out var part) ? part : null;

    /// <summary>True when a method of this part is served. What belongs to no part is on nobody's list of allowed ones.</summary>
    public static bool Serves(ApiPlan plan, ApiPart? part) => part is { } known ? plan.Serves(known) : plan.Allowed.Count == 0;
}
