using MeshRuntime.DataPlane.Security;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Security;

public sealed class BrowserGuardTests
{
    private readonly BrowserGuard _guard = new(["10.1.2.3", "sidecar", "shop-sidecar.default.svc:3500", "2001:db8::7"], ["https://shop.example", "http://ui.local:8080/"]);

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:3500")]
    [InlineData("LOCALHOST:1")]
    [InlineData("localhost.:3500")]
    [InlineData("127.0.0.1:3500")]
    [InlineData("[::1]")]
    [InlineData("[::1]:3500")]
    [InlineData("[0:0:0:0:0:0:0:1]:3500")]
    [InlineData("[::ffff:127.0.0.1]:3500")]
    [InlineData("10.1.2.3:3500")]
    [InlineData("sidecar:3500")]
    [InlineData("Shop-Sidecar.default.svc:4000")]
    [InlineData("[2001:DB8:0::7]:3500")]
    public void OurHost_IsAllowed(string host) => Assert.Equal(BrowserVerdict.Allowed, _guard.Judge(host, default, default));

    [Theory]
    [InlineData("")]
    [InlineData("evil.example")]
    [InlineData("evil.example:3500")]
    [InlineData("localhost.evil.example")]
    [InlineData("evil-localhost")]
    [InlineData("localhost..")]
    [InlineData("localhost@evil.example")]
    [InlineData("evil.example@localhost")]
    [InlineData("localhost:3500@evil.example")]
    [InlineData("localhost/evil")]
    [InlineData("localhost, evil.example")]
    [InlineData("localhost evil.example")]
    [InlineData("localhost\\evil")]
    [InlineData("localhost%00.evil.example")]
    [InlineData("localhost:")]
    [InlineData("localhost:abc")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:3500:3500")]
    [InlineData("localhost:+80")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[::1]:")]
    [InlineData("[::1%25lo]:3500")]
    [InlineData("[localhost]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[]")]
    [InlineData(".")]
    [InlineData(":3500")]
    [InlineData("10.1.2.4")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("0.0.0.0:3500")]
    [InlineData("localhost\u2025")]
    public void ForeignOrUnreadableHost_IsRefused(string host) => Assert.Equal(BrowserVerdict.ForeignHost, _guard.Judge(host, default, default));

    [Fact]
    public void NoHostOrTwo_IsRefused()
    {
        Assert.Equal(BrowserVerdict.ForeignHost, _guard.Judge(default, default, default));
        Assert.Equal(BrowserVerdict.ForeignHost, _guard.Judge(new StringValues(["localhost", "localhost"]), default, default));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("[::]")]
    public void ListeningEverywhere_AnyAddressIsOursButNoName(string any)
    {
        var guard = new BrowserGuard([any], []);

        Assert.Equal(BrowserVerdict.Allowed, guard.Judge("172.17.0.3:3500", default, default));
        Assert.Equal(BrowserVerdict.Allowed, guard.Judge("[fd00::3]:3500", default, default));
        Assert.Equal(BrowserVerdict.ForeignHost, guard.Judge("172.17.3", default, default));
        Assert.Equal(BrowserVerdict.ForeignHost, guard.Judge("evil.example:3500", default, default));
    }

    [Theory]
    [InlineData("http://localhost:3500")] // the page came from here
    [InlineData("https://LOCALHOST:3500")]
    [InlineData("https://shop.example")]
    [InlineData("http://ui.local:8080")]
    public void OwnOrConfiguredOrigin_IsAllowed(string origin) => Assert.Equal(BrowserVerdict.Allowed, _guard.Judge("localhost:3500", origin, default));

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost:8080")] // another port is another origin
    [InlineData("http://localhost:3500.evil.example")]
    [InlineData("http://127.0.0.1:3500")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:8443")]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("https://shop.example@evil.example")]
    [InlineData("localhost:3500")]
    [InlineData("ftp://localhost:3500")]
    public void ForeignOrigin_IsRefused(string origin) => Assert.Equal(BrowserVerdict.ForeignOrigin, _guard.Judge("localhost:3500", origin, "same-origin"));

    [Fact]
    public void TwoOrigins_AreRefused() =>
        Assert.Equal(BrowserVerdict.ForeignOrigin, _guard.Judge("localhost", new StringValues(["https://shop.example", "https://evil.example"]), default));

    [Theory]
    [InlineData(null, BrowserVerdict.Allowed)] // no browser
    [InlineData("none", BrowserVerdict.Allowed)] // typed by a person
    [InlineData("same-origin", BrowserVerdict.Allowed)]
    [InlineData("same-site", BrowserVerdict.CrossSite)]
    [InlineData("cross-site", BrowserVerdict.CrossSite)]
    [InlineData("Cross-Site", BrowserVerdict.CrossSite)]
    [InlineData("", BrowserVerdict.CrossSite)]
    public void NoOrigin_TheFetchSiteDecides(string? site, BrowserVerdict verdict) =>
        Assert.Equal(verdict, _guard.Judge("localhost:3500", default, site is null ? default(StringValues) : site));

    [Fact]
    public void ConfiguredOrigin_MayBeCrossSite()
    {
        Assert.Equal(BrowserVerdict.Allowed, _guard.Judge("localhost:3500", "https://shop.example", "cross-site"));
        Assert.Equal(BrowserVerdict.CrossSite, _guard.Judge("localhost:3500", "http://localhost:3500", "cross-site"));
    }

    [Fact]
    public void StarOrigin_AllowsEveryPageButNoForeignHostAndNotNull()
    {
        var guard = new BrowserGuard([], ["*"]);

        Assert.Equal(BrowserVerdict.Allowed, guard.Judge("localhost:3500", "https://any.example", "cross-site"));
        Assert.Equal(BrowserVerdict.ForeignOrigin, guard.Judge("localhost:3500", "null", "cross-site"));
        Assert.Equal(BrowserVerdict.ForeignHost, guard.Judge("any.example:3500", "https://any.example", "cross-site"));
    }

    [Theory]
    [InlineData("a b", "not a host")]
    [InlineData("", "not a host")]
    public void UnreadableHostInTheOptions_IsNamed(string host, string message) =>
        Assert.Contains($"\"{host}\" is {message}", Assert.Throws<ArgumentException>(() => new BrowserGuard([host], [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("shop.example")]
    [InlineData("https://shop.example/path")]
    [InlineData("https://user@shop.example")]
    [InlineData("null")]
    public void UnreadableOriginInTheOptions_IsNamed(string origin) =>
        Assert.Contains($"\"{origin}\" is not an origin", Assert.Throws<ArgumentException>(() => new BrowserGuard([], [origin])).Message, StringComparison.Ordinal);

    [Fact]
    public void ListenAddressWithZone_IsReadWithoutIt() =>
        Assert.Equal(BrowserVerdict.Allowed, new BrowserGuard(["fe80::1%2"], default).Judge("[fe80::1]:3500", default, default));

    [Fact]
    public void CommonRequests_AllocateNothing()
    {
        StringValues host = "127.0.0.1:3500", origin = "https://shop.example";
        bool Round() => _guard.Judge(host, default, default) == BrowserVerdict.Allowed && _guard.Judge(host, origin, default) == BrowserVerdict.Allowed;
        Assert.True(Round());

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Round();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
