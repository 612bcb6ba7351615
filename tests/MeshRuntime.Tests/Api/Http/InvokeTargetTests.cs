using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.Api.Http;

namespace MeshRuntime.Tests.Api.Http;

public sealed class InvokeTargetTests
{
    [Theory]
    [InlineData("orders", "orders", "here")]
    [InlineData("orders.prod", "orders", "prod")]
    [InlineData("Orders_2-x", "Orders_2-x", "here")]
    public void Name_IsReadWithItsNamespace(string text, string appId, string @namespace)
    {
        Assert.Null(InvokeTarget.TryParse(text, "here", out var name));
        Assert.Equal(new ServiceName(appId, @namespace), name);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("orders.")]
    [InlineData(".prod")]
    [InlineData("a.b.c")]
    [InlineData("a..b")]
    [InlineData("orders/method/admin")]
    [InlineData("orders\\x")]
    [InlineData("orders?x")]
    [InlineData("orders#x")]
    [InlineData("orders%2e")]
    [InlineData("user@orders")]
    [InlineData("orders:80")]
    [InlineData("or ders")]
    [InlineData("orders\n")]
    [InlineData("\u00f6rders")]
    [InlineData("<script>")]
    public void AnythingElse_NamesNobody(string text)
    {
        Assert.Equal($"invalid app id \"{text}\": write app-id or app-id.namespace", InvokeTarget.TryParse(text, "here", out var name));
        Assert.Equal(default, name);
    }

    [Theory]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("HTTPS://x", true)]
    [InlineData("http", false)]
    [InlineData("httpbin", false)]
    public void Address_IsSeen(string text, bool isUrl) => Assert.Equal(isUrl, InvokeTarget.IsUrl(text));
}
