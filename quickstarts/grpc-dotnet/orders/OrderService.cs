using System.Collections.Concurrent;
using Grpc.Core;
using Orders.V1;

/// <summary>Keeps orders in memory.</summary>
sealed class OrderService : Orders.V1.Orders.OrdersBase
{
    private readonly ConcurrentDictionary<int, Order> _orders = new();
    private int _lastId;

    public override Task<Order> Place(PlaceRequest wanted, ServerCallContext call)
    {
        if (string.IsNullOrWhiteSpace(wanted.Item) || wanted.Quantity < 1)
            throw new RpcException(new Status(StatusCode.InvalidArgument, "An order needs an item and a quantity of at least 1."));

        var order = new Order { Id = Interlocked.Increment(ref _lastId), Item = wanted.Item, Quantity = wanted.Quantity };
        _orders[order.Id] = order;
        Console.WriteLine($"Accepted order {order.Id}: {order.Quantity} x {order.Item}");
        return Task.FromResult(order);
    }

    public override async Task Track(TrackRequest request, IServerStreamWriter<TrackReply> replies, ServerCallContext call)
    {
        if (!_orders.ContainsKey(request.Id))
            throw new RpcException(new Status(StatusCode.NotFound, $"There is no order {request.Id}."));

        foreach (var step in (Step[])[Step.Packed, Step.Shipped, Step.Delivered])
        {
            // Ends when the caller goes away or its deadline passes: nobody waits for the rest.
            await Task.Delay(TimeSpan.FromMilliseconds(500), call.CancellationToken);
            await replies.WriteAsync(new TrackReply { Step = step }, call.CancellationToken);
        }
    }
}
