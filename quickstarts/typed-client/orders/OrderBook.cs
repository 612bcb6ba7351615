using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Contracts;
using MeshRuntime.Client;

/// <summary>Keeps orders in memory. There is nothing of HTTP here but the statuses of refusals: a test can call it as it is.</summary>
sealed class OrderBook : IOrders
{
    private static readonly string[] Steps = ["packed", "shipped", "delivered"];

    private readonly ConcurrentDictionary<int, Order> _orders = new();
    private int _lastId;

    public Task<Order> PlaceAsync(NewOrder wanted, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(wanted.Item) || wanted.Quantity < 1)
            throw new MeshException("An order needs an item and a quantity of at least 1.") { Status = HttpStatusCode.BadRequest };

        var order = new Order(Interlocked.Increment(ref _lastId), wanted.Item, wanted.Quantity);
        _orders[order.Id] = order;
        Console.WriteLine($"Accepted order {order.Id}: {order.Quantity} x {order.Item}");
        return Task.FromResult(order);
    }

    public Task<Order?> FindAsync(int id, CancellationToken cancellationToken) => Task.FromResult(_orders.GetValueOrDefault(id));

    public async IAsyncEnumerable<Step> TrackAsync(int id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_orders.ContainsKey(id))
            throw new MeshException($"There is no order {id}.") { Status = HttpStatusCode.NotFound };

        foreach (var step in Steps)
        {
            // Ends when the caller goes away or its deadline passes: nobody waits for the rest.
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            yield return new Step(id, step);
        }
    }
}
