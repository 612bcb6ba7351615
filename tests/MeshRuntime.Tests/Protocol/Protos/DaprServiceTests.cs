using Google.Protobuf.Reflection;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Tests.Protocol.Protos;

/// <summary>Pins the services of Dapr's protocol: every method that its clients can call, and what streams.</summary>
public sealed class DaprServiceTests
{
    private const string Unary = """
        InvokeService, GetState, GetBulkState, SaveState, QueryStateAlpha1, DeleteState, DeleteBulkState,
        ExecuteStateTransaction, PublishEvent, BulkPublishEventAlpha1, BulkPublishEvent, InvokeBinding, GetSecret,
        GetBulkSecret, RegisterActorTimer, UnregisterActorTimer, RegisterActorReminder, UnregisterActorReminder,
        UnregisterActorRemindersByType, ListActorReminders, GetActorState, GetActorReminder,
        ExecuteActorStateTransaction, InvokeActor, GetConfigurationAlpha1, GetConfiguration,
        UnsubscribeConfigurationAlpha1, UnsubscribeConfiguration, TryLockAlpha1, UnlockAlpha1, GetMetadata, SetMetadata,
        SubtleGetKeyAlpha1, SubtleEncryptAlpha1, SubtleDecryptAlpha1, SubtleWrapKeyAlpha1, SubtleUnwrapKeyAlpha1,
        SubtleSignAlpha1, SubtleVerifyAlpha1, StartWorkflowAlpha1, GetWorkflowAlpha1, PurgeWorkflowAlpha1,
        TerminateWorkflowAlpha1, PauseWorkflowAlpha1, ResumeWorkflowAlpha1, RaiseEventWorkflowAlpha1,
        StartWorkflowBeta1, GetWorkflowBeta1, PurgeWorkflowBeta1, TerminateWorkflowBeta1, PauseWorkflowBeta1,
        ResumeWorkflowBeta1, RaiseEventWorkflowBeta1, Shutdown, ScheduleJobAlpha1, ScheduleJob, GetJobAlpha1, GetJob,
        DeleteJobAlpha1, DeleteJob, DeleteJobsByPrefixAlpha1, DeleteJobsByPrefix, ListJobsAlpha1, ListJobs,
        ConverseAlpha1, ConverseAlpha2
        """;

    private static readonly string[] ServerStreams = ["SubscribeConfigurationAlpha1", "SubscribeConfiguration"];
    private static readonly string[] Duplexes = ["SubscribeTopicEventsAlpha1", "SubscribeActorEventsAlpha1", "EncryptAlpha1", "DecryptAlpha1"];

    [Fact]
    public void ServiceOfTheSidecar_HasEveryMethodAndNoOther() =>
        Assert.Equal(
            Names(Unary).Concat(ServerStreams).Concat(Duplexes).Order(),
            DaprReflection.Descriptor.Services.Single().Methods.Select(method => method.Name).Order());

    [Fact]
    public void ServiceOfTheSidecar_StreamsWhereItShould() => Assert.All(DaprReflection.Descriptor.Services.Single().Methods, method =>
    {
        Assert.Equal(Duplexes.Contains(method.Name), method.IsClientStreaming);
        Assert.Equal(Duplexes.Contains(method.Name) || ServerStreams.Contains(method.Name), method.IsServerStreaming);
    });

    [Fact]
    public void FileOfTheSidecar_KeepsItsNames()
    {
        Assert.Equal("dapr/proto/runtime/v1/dapr.proto", DaprReflection.Descriptor.Name);
        Assert.Equal("dapr.proto.runtime.v1.Dapr", DaprReflection.Descriptor.Services.Single().FullName);
    }

    [Theory]
    [InlineData("AppCallback", "OnInvoke, ListTopicSubscriptions, OnTopicEvent, ListInputBindings, OnBindingEvent, OnBulkTopicEvent, OnJobEvent")]
    [InlineData("AppCallbackHealthCheck", "HealthCheck")]
    [InlineData("AppCallbackAlpha", "OnBulkTopicEventAlpha1, OnJobEventAlpha1")]
    public void ServiceOfTheApp_HasEveryMethodAndNoOther(string service, string methods)
    {
        var found = AppcallbackReflection.Descriptor.FindTypeByName<ServiceDescriptor>(service);

        Assert.Equal("dapr.proto.runtime.v1." + service, found.FullName);
        Assert.Equal(Names(methods).Order(), found.Methods.Select(method => method.Name).Order());
        Assert.DoesNotContain(found.Methods, method => method.IsClientStreaming || method.IsServerStreaming);
    }

    private static string[] Names(string text) => text.Split([',', ' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
