using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.AspNetCore.Services;

/// <summary>Where a service's implementation comes from, what is refused at the start, and what the route table says.</summary>
public sealed class MapMeshServiceSetupTests
{
    [Fact]
    public async Task Implementation_FromTheContainer_IsOnePerRequest()
    {
        await using var app = await MeshApp.StartAsync(
            web => web.MapMeshService<IOrders>(),
            builder =>
            {
                builder.Services.AddScoped<ScopeMark>();
                builder.Services.AddScoped<IOrders>(services => new Orders
                {
                    Get = (_, _) => Task.FromResult<Order?>(new Order($"{services.GetRequiredService<ScopeMark>().Id}", 1)),
                });
            });

        var first = await app.GetJsonAsync("/orders/7");
        var second = await app.GetJsonAsync("/orders/7");

        Assert.NotEqual(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
    }

    [Fact]
    public async Task ImplementationThatIsNotRegistered_SaysWhatToRegister()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => MeshApp.StartAsync(web => web.MapMeshService<IOrders>()));

        Assert.Contains("AddScoped<IOrders", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientAsImplementation_IsRefused_SinceItWouldCallItself()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => MeshApp.StartAsync(
            web => web.MapMeshService<IOrders>(),
            builder =>
            {
                builder.Services.AddScoped<IOrders, Orders>();
                builder.Services.AddMeshService<IOrders>();
            }));

        Assert.StartsWith("MapMeshService<IOrders>() would answer with the client that AddMeshService<IOrders>() registers", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImplementationAfterAClient_Answers()
    {
        await using var app = await MeshApp.StartAsync(
            web => web.MapMeshService<IOrders>(),
            builder =>
            {
                builder.Services.AddMeshService<IOrders>();
                builder.Services.AddScoped<IOrders, Orders>();
            });

        Assert.Equal("7", (await app.GetJsonAsync("/orders/7")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task AppWithoutAddMesh_IsTold()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();

        var failure = Assert.Throws<InvalidOperationException>(() => app.MapMeshService<IOrders>(new Orders()));

        Assert.Contains("builder.AddMesh()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RouteTable_NamesEachOperation()
    {
        await using var app = await MeshApp.StartAsync(web => web.MapMeshService<IOrders>(new Orders()));

        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();

        Assert.Contains("GET /orders/{id} => orders.GetAsync", endpoints.Select(endpoint => endpoint.DisplayName));
        Assert.Contains("orders.GetAsync", endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName));
        Assert.Equal("/orders/7", app.Services.GetRequiredService<LinkGenerator>().GetPathByName("orders.GetAsync", new { id = 7 }));
    }

    [Fact]
    public async Task ServiceMappedTwice_HasItsNamesOnce()
    {
        await using var app = await MeshApp.StartAsync(web =>
        {
            web.MapMeshService<IOrders>(new Orders());
            web.MapGroup("/v2").MapMeshService<IOrders>(new Orders());
        });

        Assert.Equal("/orders/7", app.Services.GetRequiredService<LinkGenerator>().GetPathByName("orders.GetAsync", new { id = 7 }));
        Assert.Equal("7", (await app.GetJsonAsync("/v2/orders/7")).GetProperty("id").GetString());
    }

    /// <summary>One for each scope.</summary>
    private sealed class ScopeMark
    {
        public Guid Id { get; } = Guid.NewGuid();
    }
}
