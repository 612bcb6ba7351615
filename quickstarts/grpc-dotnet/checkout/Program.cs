// checkout: places orders with the app named "orders" and follows one on its way. It knows that name and its own sidecar's port, and no address of orders.
using System.Runtime.InteropServices;
using Grpc.Core;
using Grpc.Net.Client;
using MeshRuntime.Client;
using Orders.V1;

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// The handler makes each call one through the mesh: the sidecar takes it to the app of that name. Everything else is any gRPC client's.
using var sidecar = GrpcChannel.ForAddress(MeshGrpc.Address, new GrpcChannelOptions { HttpHandler = MeshGrpc.HandlerFor("orders") });
var orders = new Orders.V1.Orders.OrdersClient(sidecar);

try
{
    var last = new Order();
    foreach (var wanted in (PlaceRequest[])[new() { Item = "tea", Quantity = 1 }, new() { Item = "coffee", Quantity = 2 }, new() { Item = "cake", Quantity = 3 }])
    {
        last = await orders.PlaceAsync(wanted, Within(TimeSpan.FromSeconds(10)));
        Console.WriteLine($"Placed order {last.Id}: {last.Quantity} x {last.Item}");
    }

    try
    {
        await orders.PlaceAsync(new PlaceRequest { Item = "honey", Quantity = 0 }, Within(TimeSpan.FromSeconds(10)));
    }
    catch (RpcException refused) when (refused.StatusCode == StatusCode.InvalidArgument)
    {
        Console.WriteLine($"Refused as {refused.StatusCode}: {refused.Status.Detail}");
    }

    using var tracking = orders.Track(new TrackRequest { Id = last.Id }, Within(TimeSpan.FromMinutes(1)));
    await foreach (var reply in tracking.ResponseStream.ReadAllAsync(stop.Token))
        Console.WriteLine($"Order {last.Id}: {reply.Step}");

    Console.WriteLine("Done: the order has arrived");
    return 0;
}
catch (RpcException) when (stop.IsCancellationRequested)
{
    return 0;
}
catch (RpcException fault)
{
    Console.Error.WriteLine($"The call failed: {fault.Status.StatusCode}: {fault.Status.Detail}");
    return 1;
}

CallOptions Within(TimeSpan limit) => new(deadline: DateTime.UtcNow + limit, cancellationToken: stop.Token);

void Stop(PosixSignalContext context)
{
    context.Cancel = true; // end by running to the end, not at once
    stop.Cancel();
}
