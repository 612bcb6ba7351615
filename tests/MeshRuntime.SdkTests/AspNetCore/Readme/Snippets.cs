using System.Text.Json.Serialization;
using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.AspNetCore.Readme;

/// <summary>The code of sdk/MeshRuntime.AspNetCore/README.md, so that the compiler reads it. <see cref="ReadmeTests"/> holds the two together.</summary>
internal static class Snippets
{
    public static void Start(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddMesh();
        builder.Services.AddScoped<IOrders, Orders>();

        var app = builder.Build();
        app.MapMeshService<IOrders>();
        app.MapTopic<Order>("bus", "orders", (e, cancellationToken) => ShipAsync(e.Data, cancellationToken));
        app.Run();
    }

    public static void Services(WebApplication app)
    {
        app.MapGroup("/v2").MapMeshService<IOrders>().RequireAuthorization();
    }

    public static void Topics(WebApplication app)
    {
        app.MapTopic<Order>("bus", "orders", async (e, cancellationToken) =>
        {
            if (e.Data.Amount == 0)
            {
                return EventOutcome.Drop;
            }

            await e.Services.GetRequiredService<Shipping>().ShipAsync(e.Data, cancellationToken);
            return EventOutcome.Success;
        }, new TopicOptions { DeadLetterTopic = "orders-dead" });
    }

    public static void Rules(WebApplication app)
    {
        app.MapTopic<Order>("bus", "orders", ShipFirstAsync, new TopicOptions { Match = "event.type == 'order.paid'", Priority = 1 });
        app.MapTopic<Order>("bus", "orders", KeepAsync);
    }

    public static void Endpoints(WebApplication app)
    {
        app.UseCloudEvents();
        app.MapPost("/orders-paid", [Topic("bus", "orders-paid")] (Order order) => Results.Ok());
        app.MapPost("/orders-sent", (Order order) => Results.Ok()).WithTopic("bus", "orders-sent", new TopicOptions { DeadLetterTopic = "orders-dead" });
        app.MapMeshSubscriptions();
    }

    public static void Token(WebApplication app)
    {
        app.MapControllers().RequireAppToken();
    }

    public static void Health(WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddMeshSidecar();
    }

    public static void Secrets(WebApplicationBuilder builder)
    {
        builder.Configuration.AddMeshSecrets("vault", options =>
        {
            options.Prefix = "shop-";
            options.ReloadInterval = TimeSpan.FromMinutes(5);
        });
    }

    private static Task ShipAsync(Order order, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task ShipFirstAsync(TopicEvent<Order> e, CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task KeepAsync(TopicEvent<Order> e, CancellationToken cancellationToken) => Task.CompletedTask;

    internal sealed class Shipping
    {
        public Task ShipAsync(Order order, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

public sealed record Order(int Id, int Amount);

[JsonSerializable(typeof(Order))]
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
public sealed partial class ShopJson : JsonSerializerContext;

[MeshService("orders", Json = typeof(ShopJson))]
public partial interface IOrders
{
    [Get("/orders/{id}")]
    Task<Order?> GetAsync(int id, CancellationToken cancellationToken = default);

    [Post("/orders")]
    Task PlaceAsync(Order order, CancellationToken cancellationToken = default);

    [Get("/orders")]
    IAsyncEnumerable<Order> ListAsync(CancellationToken cancellationToken = default);
}

internal sealed class Orders : IOrders
{
    public List<Order> Placed { get; } = [];

    public Task<Order?> GetAsync(int id, CancellationToken cancellationToken = default) => Task.FromResult(Placed.Find(order => order.Id == id));

    public Task PlaceAsync(Order order, CancellationToken cancellationToken = default)
    {
        Placed.Add(order);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<Order> ListAsync(CancellationToken cancellationToken = default) => Placed.ToAsyncEnumerable();
}
