using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.AspNetCore.Hosting;

/// <summary>What an app has after <c>AddMesh</c>.</summary>
public sealed class AddMeshTests
{
    [Fact]
    public void Client_WritesAsTheAppDoes()
    {
        using var app = Build(services => services.AddMesh().ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = null));

        var json = app.GetRequiredService<MeshClient>().Json;

        Assert.Equal("""{"Id":"7","Amount":3}""", System.Text.Json.JsonSerializer.Serialize(new Order("7", 3), json.TypeInfo<Order>()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Client_WritesAsItIsTold(bool isToldBefore)
    {
        var own = new MeshJson(new System.Text.Json.JsonSerializerOptions());
        using var app = Build(services =>
        {
            _ = isToldBefore ? services.AddMeshClient(options => options.Json = own).AddMesh() : services.AddMesh().AddMeshClient(options => options.Json = own);
        });

        Assert.Same(own, app.GetRequiredService<MeshClient>().Json);
    }

    [Fact]
    public void CalledTwice_IsAsCalledOnce()
    {
        using var app = Build(services => services.AddMesh(options => options.AppToken = "one").AddMesh(options => options.AppToken += "-two"));

        Assert.Single(app.GetServices<MeshClient>());
        Assert.Equal("one-two", app.GetRequiredService<Microsoft.Extensions.Options.IOptions<MeshAppOptions>>().Value.AppToken);
    }

    private static ServiceProvider Build(Action<IServiceCollection> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        add(builder.Services);
        return builder.Services.BuildServiceProvider();
    }
}
