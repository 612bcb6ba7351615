// checkout: places orders with the app named "orders" and follows one on its way. It knows that name and its own sidecar's port, and no address of orders.
using System.Runtime.InteropServices;
using MeshRuntime.Protocol.Grpc;
using Orders.V1;

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// This one entry makes each call one through the mesh: the sidecar takes it to the app of that name.
var metadata = new GrpcMetadata();
metadata.Add("dapr-app-id", "orders");
if (Environment.GetEnvironmentVariable("DAPR_API_TOKEN") is { Length: > 0 } token)
    metadata.Add("dapr-api-token", token);

// mesh sets DAPR_GRPC_PORT to the port of this app's own sidecar.
var port = Environment.GetEnvironmentVariable("DAPR_GRPC_PORT") ?? "50001";
using var http = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
var sidecar = new GrpcChannel(http, new Uri($"http://localhost:{port}"), new GrpcChannelOptions());

var last = new Order();
foreach (var wanted in (PlaceRequest[])[new() { Item = "tea", Quantity = 1 }, new() { Item = "coffee", Quantity = 2 }, new() { Item = "cake", Quantity = 3 }])
{
    var placed = await PlaceAsync(wanted);
    if (placed.Message is not { } order)
        return Fail(placed.Status);

    last = order;
    Console.WriteLine($"Placed order {order.Id}: {order.Quantity} x {order.Item}");
}

var refused = await PlaceAsync(new PlaceRequest { Item = "honey", Quantity = 0 });
if (refused.Status.Code != GrpcCode.InvalidArgument)
    return Fail(refused.Status);

Console.WriteLine($"Refused as {refused.Status}");

await using var tracking = sidecar.Open("/orders.v1.Orders/Track", Within(TimeSpan.FromMinutes(1)), stop.Token);
await tracking.WriteAsync(new TrackRequest { Id = last.Id });
tracking.Complete();
while (await tracking.ReadAsync(TrackReply.Parser) is { } reply)
    Console.WriteLine($"Order {last.Id}: {reply.Step}");

if (tracking.Status is not { IsOk: true })
    return Fail(tracking.Status);

Console.WriteLine("Done: the order has arrived");
return 0;

// A call that fails is a status in the reply, and no exception.
ValueTask<GrpcReply<Order>> PlaceAsync(PlaceRequest wanted) =>
    sidecar.UnaryAsync("/orders.v1.Orders/Place", wanted, Order.Parser, Within(TimeSpan.FromSeconds(10)), stop.Token);

GrpcCallOptions Within(TimeSpan limit) => new() { Metadata = metadata, Timeout = limit };

int Fail(GrpcStatus? status)
{
    if (stop.IsCancellationRequested)
        return 0;

    Console.Error.WriteLine($"The call failed: {status}");
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true; // end by running to the end, not at once
    stop.Cancel();
}
