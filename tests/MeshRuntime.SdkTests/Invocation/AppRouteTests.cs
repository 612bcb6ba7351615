using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Invocation;

public sealed class AppRouteTests
{
    private static readonly SidecarRequests Sidecar = new(new SidecarAddress(new Uri("http://h:1"), new Uri("http://h:2"), "", ""), asksWhy: false);

    [Theory]
    [InlineData("/orders/7", "/orders/7")]
    [InlineData("orders/7", "/orders/7")]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("?a=b", "?a=b")]
    [InlineData("/a//b/", "/a//b/")]
    [InlineData("//a", "//a")]
    [InlineData("/a%2Fb%2f%252F", "/a%2Fb%2f%252F")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/a..b/...", "/a..b/...")]
    [InlineData("/a?x=/../y&z=%2e%2e", "/a?x=/../y&z=%2e%2e")]
    [InlineData("/v1.0/shutdown", "/v1.0/shutdown")]
    public void Path_StaysAsWritten(string path, string sent)
    {
        var address = new AppRoute(Sidecar, "orders").Address(path);

        // What a connection writes into its request line.
        Assert.Equal($"/v1.0/invoke/orders/method{sent}", address.PathAndQuery);
        Assert.Equal("http://h:1", address.GetLeftPart(UriPartial.Authority));
    }

    [Theory]
    [InlineData("/a/../b")]
    [InlineData("..")]
    [InlineData("../b")]
    [InlineData("/./b")]
    [InlineData("/b/.")]
    [InlineData("/%2e%2e/b")]
    [InlineData("/%2E./b")]
    [InlineData("/a%2f..%2fb")]
    [InlineData("/a/..?x=1")]
    public void DotSegments_AreRefused(string path) =>
        Assert.Contains("segment", Assert.Throws<ArgumentException>(() => new AppRoute(Sidecar, "orders").Address(path)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/a b")]
    [InlineData("/a#b")]
    [InlineData("/ä")]
    [InlineData("/a\r\nX: y")]
    [InlineData("/a?x=ö")]
    public void WhatAUrlCannotHold_IsRefused(string path) =>
        Assert.Contains("Uri.EscapeDataString", Assert.Throws<ArgumentException>(() => new AppRoute(Sidecar, "orders").Address(path)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("orders.production")]
    [InlineData("Orders-2_b")]
    public void Id_IsTaken(string id) => Assert.Equal($"/v1.0/invoke/{id}/method/", new AppRoute(Sidecar, id).Address("/").PathAndQuery);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("http://a")]
    [InlineData("a b")]
    [InlineData("ö")]
    public void WhatIsNoId_IsRefused(string id) => Assert.Throws<ArgumentException>(() => new AppRoute(Sidecar, id));
}
