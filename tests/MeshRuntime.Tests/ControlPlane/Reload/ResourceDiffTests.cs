using MeshRuntime.ControlPlane.Components;
using MeshRuntime.ControlPlane.Reload;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Reload;

public sealed class ResourceDiffTests
{
    private static readonly ComponentSet Running = new(
    [
        Active(Component("vault", "secretstores.fake", "1")),
        Active(Component("inner", "secretstores.fake", "1", store: "vault")),
        Active(Component("state", "state.fake", "1", store: "inner")),
        Active(Component("cache", "state.fake", "1")),
        Active(Component("names", "nameresolution.sqlite", "1")),
    ]);

    [Fact]
    public void SameFingerprints_StartNothing()
    {
        var diff = ResourceDiff.Between(Running, [.. Running.All.Select(active => active.Resource with { Place = new Place("moved.yaml", 9) })]);

        Assert.Empty(diff.Starting);
        Assert.Equal(Running.All, diff.Kept);
    }

    [Fact]
    public void ChangedComponent_LeavesItsSiblingsAlone()
    {
        var diff = ResourceDiff.Between(Running, [.. Running.All.Select(active => active.Resource.Name == "cache" ? active.Resource with { Fingerprint = "2" } : active.Resource)]);

        Assert.Equal(["cache"], diff.Starting.Select(resource => resource.Name));
        Assert.Equal(["vault", "inner", "state", "names"], diff.Kept.Select(active => active.Resource.Name));
    }

    [Fact]
    public void ChangedSecretStore_TakesThoseWhoHoldItsSecretsWithIt()
    {
        var diff = ResourceDiff.Between(Running, [.. Running.All.Select(active => active.Resource.Name == "vault" ? active.Resource with { Fingerprint = "2" } : active.Resource)]);

        Assert.Equal(["vault", "inner", "state"], diff.Starting.Select(resource => resource.Name));
    }

    [Fact]
    public void AddedAndRemoved_AreSeen()
    {
        var diff = ResourceDiff.Between(Running, [.. Running.All.Skip(1).Select(active => active.Resource), Component("new", "state.fake", "1")]);

        Assert.Equal(["new"], diff.Starting.Select(resource => resource.Name));
        Assert.DoesNotContain(diff.Kept, active => active.Resource.Name == "vault");
    }

    [Fact]
    public void ResolverOfAnotherName_TakesThePlaceOfTheOld() =>
        Assert.Equal("names", Running.Find(Component("other", "nameresolution.structured", "2"))?.Resource.Name);

    private static ActiveComponent Active(ComponentResource resource) => new(resource, new FakeResolver());

    private static ComponentResource Component(string name, string type, string fingerprint, string? store = null) => new()
    {
        Name = name,
        Type = type,
        Place = Place.None,
        Fingerprint = fingerprint,
        SecretStore = store,
        Metadata = store is null ? [] : [new MetadataEntry("password", null, new SecretReference("s", "s", Place.None), null, Place.None)],
    };
}
