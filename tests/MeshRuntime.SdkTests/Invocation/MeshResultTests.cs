using System.Net;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Invocation;

public sealed class MeshResultTests
{
    [Fact]
    public void Success_IsEnsured()
    {
        var result = MeshResult.Ok(7);

        Assert.Equal((HttpStatusCode.OK, 7), (result.Status, result.EnsureSuccess().Value));
    }

    [Fact]
    public void Failure_Throws()
    {
        var result = MeshResult.Fail<int>(HttpStatusCode.Conflict, "locked", "LOCKED");

        var e = Assert.Throws<MeshException>(result.EnsureSuccess);

        Assert.Same(result.Error, e);
        Assert.Equal((HttpStatusCode.Conflict, "LOCKED", "locked"), (e.Status, e.ErrorCode, e.Message));
        Assert.Equal(HttpStatusCode.NotFound, Assert.Throws<MeshException>(new MeshResult<int> { Status = HttpStatusCode.NotFound }.EnsureSuccess).Status);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(299)]
    public void FailureThatIsNone_IsRefused(int status) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MeshResult.Fail<int>((HttpStatusCode)status, "no"));
}
