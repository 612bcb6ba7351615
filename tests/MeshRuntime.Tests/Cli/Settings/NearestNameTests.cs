using MeshRuntime.Cli.Settings;
using Xunit;

namespace MeshRuntime.Tests.Cli.Settings;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["appID", "appPort", "appProtocol", "daprHTTPPort"];

    [Theory]
    [InlineData("appid", "appID")]
    [InlineData("appPrt", "appPort")]
    [InlineData("daprHttpPort", "daprHTTPPort")]
    [InlineData("apProtocoll", "appProtocol")]
    public void Slip_FindsTheNameThatWasMeant(string typed, string meant) => Assert.Equal(meant, NearestName.Of(typed, Known));

    [Theory]
    [InlineData("retries")]
    [InlineData("x")]
    public void NothingAlike_FindsNone(string typed) => Assert.Null(NearestName.Of(typed, Known));
}
