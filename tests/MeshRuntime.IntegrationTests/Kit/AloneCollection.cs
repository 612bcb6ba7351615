namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Tests that measure memory or put the machine under load: they run one after the other, beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
