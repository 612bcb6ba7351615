namespace MeshRuntime.SdkTests.Packaging;

/// <summary>Tests that share the packages.</summary>
[CollectionDefinition(Name)]
public sealed class PackagingCollection : ICollectionFixture<PackedSdk>
{
    public const string Name = "packaging";
}
