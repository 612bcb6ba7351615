using MeshRuntime.Api.Http;

namespace MeshRuntime.Tests.Api.Http;

public sealed class SecretPathTests
{
    [Theory]
    [InlineData("vault/db", "vault", "db")]
    [InlineData("vault/db%2Fmain", "vault", "db/main")]
    [InlineData("vault/redis:host", "vault", "redis:host")]
    [InlineData("a%2Fb/x+y%20z%C3%BC", "a/b", "x y zü")]
    [InlineData("vault/bulk", "vault", null)]
    [InlineData("bulk/bulk", "bulk", null)]
    [InlineData("vault/Bulk", "vault", "Bulk")]
    public void Path_NamesAStoreAndASecret(string path, string store, string? name)
    {
        Assert.True(SecretPath.TryRead(SecretPath.Prefix + path, out var read, out var problem));
        Assert.Equal((store, name, null), (read.Store, read.Name, problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("vault")]
    [InlineData("vault/")]
    [InlineData("/db")]
    [InlineData("vault/db/main")]
    [InlineData("vault/db/")]
    public void OtherPath_IsNone_AndNoFault(string path)
    {
        Assert.False(SecretPath.TryRead(SecretPath.Prefix + path, out _, out var problem));
        Assert.Null(problem);
    }

    [Theory]
    [InlineData("vault/%zz", "%zz")]
    [InlineData("va%2/db", "%2/")]
    public void BrokenEscape_IsNamed(string path, string escape)
    {
        Assert.False(SecretPath.TryRead(SecretPath.Prefix + path, out _, out var problem));
        Assert.Equal($"invalid URL escape \"{escape}\"", problem);
    }
}
