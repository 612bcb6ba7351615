// orders: keeps orders in memory. It knows nothing of the mesh; it is an ordinary gRPC server on an ordinary port.
using System.Collections.Concurrent;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Orders.V1;

// mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
var port = int.Parse(Environment.GetEnvironmentVariable("APP_PORT") ?? "5103");
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(server => server.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
var app = builder.Build();

var orders = new ConcurrentDictionary<int, Order>();
var lastId = 0;
var server = new GrpcServer(new GrpcServerOptions { Failed = (method, fault) => app.Logger.LogError(fault, "{Method} failed", method) });
var place = GrpcMethod.Unary<PlaceRequest, Order>("/orders.v1.Orders/Place", PlaceRequest.Parser, (wanted, _) => new(Place(wanted)));
var track = GrpcMethod.ServerStream<TrackRequest>("/orders.v1.Orders/Track", TrackRequest.Parser, TrackAsync);
app.MapPost(place.Path, http => server.HandleAsync(http, place));
app.MapPost(track.Path, http => server.HandleAsync(http, track));
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on port {port}"));
app.Run();

GrpcResult<Order> Place(PlaceRequest wanted)
{
    if (string.IsNullOrWhiteSpace(wanted.Item) || wanted.Quantity < 1)
        return new GrpcStatus(GrpcCode.InvalidArgument, "An order needs an item and a quantity of at least 1.");

    var order = new Order { Id = Interlocked.Increment(ref lastId), Item = wanted.Item, Quantity = wanted.Quantity };
    orders[order.Id] = order;
    Console.WriteLine($"Accepted order {order.Id}: {order.Quantity} x {order.Item}");
    return order;
}

async ValueTask<GrpcStatus> TrackAsync(TrackRequest request, GrpcServerCall call)
{
    if (!orders.ContainsKey(request.Id))
        return new GrpcStatus(GrpcCode.NotFound, $"There is no order {request.Id}.");

    foreach (var step in (Step[])[Step.Packed, Step.Shipped, Step.Delivered])
    {
        // Ends when the caller goes away or its deadline passes: nobody waits for the rest.
        await Task.Delay(TimeSpan.FromMilliseconds(500), call.Cancellation);
        await call.WriteAsync(new TrackReply { Step = step });
    }

    return GrpcStatus.Ok;
}
