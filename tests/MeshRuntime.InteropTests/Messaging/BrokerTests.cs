namespace MeshRuntime.InteropTests.Messaging;

/// <summary>Clients and apps that are not ours publish and subscribe through sidecars that share one broker.</summary>
public abstract class BrokerTests(BrokerFixture broker)
{
    private protected BrokerFixture Bus { get; } = broker;

    [Theory]
    [MemberData(nameof(TopicScenarios.OfPublishing), MemberType = typeof(TopicScenarios))]
    public async Task WhatTheSdkPublishes_Arrives(string name) => (await Bus.SdkAsync()).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfSubscribing), MemberType = typeof(TopicScenarios))]
    public async Task WhatTheSdkAnswers_IsHeeded(string name) => (await Bus.SdkAsync()).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfErrors), MemberType = typeof(TopicScenarios))]
    public async Task Error_IsShownByTheSdk(string name) => (await Bus.SdkAsync()).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfStreams), MemberType = typeof(TopicScenarios))]
    public async Task StreamOfNode_IsServed(string name) => (await Bus.StreamsAsync(Language.Node)).AssertPassed(name);

    [Theory]
    [MemberData(nameof(TopicScenarios.OfStreams), MemberType = typeof(TopicScenarios))]
    public async Task StreamOfPython_IsServed(string name) => (await Bus.StreamsAsync(Language.Python)).AssertPassed(name);
}
