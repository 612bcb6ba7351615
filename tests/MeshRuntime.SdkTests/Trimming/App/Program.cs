// Uses every part of the client; what trimming takes away too much of fails here.
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;
using MeshRuntime.Client;

var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
var answering = AnswerAsync(listener);
var here = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
var nowhere = new Uri("http://127.0.0.1:1");

await using (var mesh = new MeshClient(new MeshClientOptions { HttpEndpoint = here, Json = new MeshJson(OrderJson.Default) }))
{
    var order = await mesh.App("orders").InvokeAsync(new MeshRequest { Method = HttpMethod.Get, Path = "/orders/7" }, mesh.Json.TypeInfo<Order>());
    Console.Write($"order {order!.Id}: {order.Item}\n");
}

await answering;
await using (var mesh = new MeshClient(new MeshClientOptions { HttpEndpoint = nowhere, GrpcEndpoint = nowhere, Json = new MeshJson(OrderJson.Default) }))
{
    try
    {
        await mesh.PublishAsync("bus", "orders", new Order(1, "tea"));
        await mesh.BulkPublishAsync("bus", "orders", [new Order(1, "tea")]);
        await mesh.GetMetadataAsync();
        await mesh.GetSecretsAsync("vault");
    }
    catch (MeshException e) when (e.Status is null)
    {
        Console.Write("no sidecar\n");
    }

    using var stop = new CancellationTokenSource();
    await mesh.SubscribeAsync<Order>("bus", "orders", (_, _) => Task.FromResult(EventOutcome.Success), cancellationToken: stop.Token, options: new SubscribeOptions
    {
        OnInterrupted = _ =>
        {
            Console.Write("no stream\n");
            stop.Cancel();
        },
    });
}

static async Task AnswerAsync(TcpListener listener)
{
    using var client = await listener.AcceptTcpClientAsync();
    var stream = client.GetStream();
    await stream.ReadAtLeastAsync(new byte[4096], 1);
    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 21\r\n\r\n{\"id\":7,\"item\":\"tea\"}"u8.ToArray());
}

internal sealed record Order(int Id, string Item);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
