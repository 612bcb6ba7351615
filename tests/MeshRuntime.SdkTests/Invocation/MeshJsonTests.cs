using System.Text.Json;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Invocation;

public sealed class MeshJsonTests
{
    [Fact]
    public void Default_IsAsAspNetHasIt()
    {
        var type = MeshJson.Default.TypeInfo<Order>();

        Assert.Equal("""{"id":1,"item":"a"}""", JsonSerializer.Serialize(new Order(1, "a"), type));
        Assert.Equal(new Order(1, "a"), JsonSerializer.Deserialize("""{"ID":"1","Item":"a"}""", type));
    }

    [Fact]
    public void Context_WinsOverOptions()
    {
        var json = new MeshJson(new JsonSerializerOptions());

        Assert.Same(TestJson.Default.Order, json.TypeInfo<Order>(TestJson.Default));
        Assert.Contains("\"Id\"", JsonSerializer.Serialize(new Order(1, "a"), json.TypeInfo<Order>()), StringComparison.Ordinal);
    }

    [Fact]
    public void TypeThatNobodyKnows_SaysWhatToAddWhere()
    {
        var json = new MeshJson(TestJson.Default);

        var e = Assert.Throws<InvalidOperationException>(() => json.TypeInfo<AppRoute>());
        Assert.Contains("[JsonSerializable(typeof(AppRoute))] to a JsonSerializerContext", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<InvalidOperationException>(() => json.TypeInfo<AppRoute>(TestJson.Default));
        Assert.Contains("[JsonSerializable(typeof(AppRoute))] to TestJson", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_BecomeReadOnly()
    {
        var options = new JsonSerializerOptions();
        _ = new MeshJson(options);
        Assert.True(options.IsReadOnly);
    }
}
