using System.Collections.Frozen;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.Tests.DataPlane.Snapshots;

public sealed class SecretAccessTests
{
    [Theory]
    [InlineData("", "", true, "a", true)]
    [InlineData("", "", false, "a", false)]
    [InlineData("", "a", true, "a", false)]
    [InlineData("", "a", true, "b", true)]
    [InlineData("", "a", true, "A", true)]
    [InlineData("", "a", false, "b", false)]
    [InlineData("a", "", true, "b", false)]
    [InlineData("a", "", false, "a", true)]
    [InlineData("a", "", false, "A", false)]
    [InlineData("a", "a", false, "a", true)]
    [InlineData("a", "b", true, "b", false)]
    public void ListOfWhatIsAllowed_IsAskedFirst_ThenTheOther_ThenTheDefault(string allowed, string denied, bool allowsByDefault, string secret, bool allows) =>
        Assert.Equal(allows, new SecretAccess { Allowed = Names(allowed), Denied = Names(denied), AllowsByDefault = allowsByDefault }.Allows(secret));

    private static FrozenSet<string> Names(string name) => name.Length > 0 ? [name] : [];
}
