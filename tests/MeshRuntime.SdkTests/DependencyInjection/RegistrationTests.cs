using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.DependencyInjection;

public sealed class RegistrationTests
{
    [Fact]
    public void Client_IsOne_AndEveryConfigurationCounts()
    {
        using var services = new ServiceCollection()
            .AddMeshClient(options => options.HttpEndpoint = new Uri("http://a:1"))
            .AddMeshClient()
            .AddMeshClient(options => options.Json = new MeshJson(TestJson.Default))
            .AddMeshClient(options => (options.HttpEndpoint, options.GrpcEndpoint) = (new Uri("http://b:2"), new Uri("http://b:3")))
            .BuildServiceProvider();

        var mesh = services.GetRequiredService<MeshClient>();

        Assert.Same(mesh, services.GetRequiredService<MeshClient>());
        Assert.Same(TestJson.Default.Order, mesh.Json.TypeInfo<Order>());
    }

    [Fact]
    public void Service_IsAtItsApp_OrAtAnother()
    {
        using var first = new ServiceCollection().AddMeshService<IEcho>().BuildServiceProvider();
        using var second = new ServiceCollection().AddMeshService<IEcho>("echo2").BuildServiceProvider();

        Assert.Equal("echo", first.GetRequiredService<IEcho>().At);
        Assert.Equal("echo2", second.GetRequiredService<IEcho>().At);
        Assert.Equal("echo", first.GetRequiredService<MeshClient>().Service<IEcho>().At);
        Assert.Equal("echo3", first.GetRequiredService<MeshClient>().Service<IEcho>("echo3").At);
    }

    [Fact]
    public void WrongOption_IsSaid_WhenTheClientIsMade()
    {
        using var services = new ServiceCollection().AddMeshClient(options => options.HttpEndpoint = new Uri("ftp://x")).BuildServiceProvider();
        var e = Assert.Throws<ArgumentException>(services.GetRequiredService<MeshClient>);
        Assert.StartsWith("HttpEndpoint is ftp://x/", e.Message, StringComparison.Ordinal);
        Assert.Equal("HttpEndpoint", e.ParamName);
    }

    /// <summary>A service as the generator makes it, in small.</summary>
    private interface IEcho : IMeshService<IEcho>
    {
        string At { get; }

        static string IMeshService<IEcho>.AppId => "echo";

        static IEcho IMeshService<IEcho>.CreateClient(AppClient app) => new EchoClient(app);

        static IReadOnlyList<ServiceOperation<IEcho>> IMeshService<IEcho>.Operations(MeshJson json) => [];
    }

    private sealed class EchoClient(AppClient app) : IEcho
    {
        public string At => app.AppId;
    }
}
