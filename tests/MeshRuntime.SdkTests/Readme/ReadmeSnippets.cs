using Grpc.Net.Client;
using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.Readme;

/// <summary>The code of the package's README, so that it compiles. <see cref="ReadmeTests"/> compares the two.</summary>
internal static class ReadmeSnippets
{
    public static async Task CallAsync()
    {
        await using var mesh = new MeshClient(); // finds the sidecar as mesh run and dapr run say
        var orders = mesh.App("orders");

        var order = await orders.InvokeAsync(
            new MeshRequest { Method = HttpMethod.Get, Path = "/orders/7", ExpectedStatuses = [404], Timeout = TimeSpan.FromSeconds(2) },
            OrdersJson.Default.Order); // null when the app answers 404

        await SubscribeAsync(mesh);
    }

    public static async Task SubscribeAsync(MeshClient mesh)
    {
        await mesh.PublishAsync("pubsub", "orders", new Order(7, "tea"), OrdersJson.Default.Order);

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };

        await mesh.SubscribeAsync("pubsub", "orders", async (MeshEvent<Order> received, CancellationToken gone) =>
        {
            await Console.Out.WriteLineAsync($"Order {received.Data?.Id}");
            return EventOutcome.Success; // or Retry, or Drop
        }, OrdersJson.Default.Order, new SubscribeOptions { DeadLetterTopic = "orders-dead", MaxConcurrency = 4 }, stop.Token);
    }

    public static async Task OthersAsync()
    {
        using var http = MeshHttp.For("orders");
        var text = await http.GetStringAsync("/orders/7");

        using var channel = GrpcChannel.ForAddress(MeshGrpc.Address, new GrpcChannelOptions { HttpHandler = MeshGrpc.HandlerFor("orders") });
    }

    public static void Register<IOrders>(IServiceCollection services)
        where IOrders : class, IMeshService<IOrders>
    {
        services.AddMeshClient(options => options.Json = new MeshJson(OrdersJson.Default));
        services.AddMeshService<IOrders>();
    }

    private static class OrdersJson
    {
        public static TestJson Default => TestJson.Default;
    }
}
