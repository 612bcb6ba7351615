using MeshRuntime.Client;

namespace Contracts;

/// <summary>What the app <c>orders</c> answers. Who serves it implements this interface, who calls it is given one.</summary>
[MeshService("orders", Json = typeof(OrdersJson))]
public partial interface IOrders
{
    /// <summary>Takes an order; refuses one of nothing with 400.</summary>
    [Post("/orders")]
    Task<Order> PlaceAsync(NewOrder wanted, CancellationToken cancellationToken = default);

    /// <summary>An order, or null when there is none. On the way that is a 404.</summary>
    [Get("/orders/{id}")]
    Task<Order?> FindAsync(int id, CancellationToken cancellationToken = default);

    /// <summary>What becomes of an order, each step when it happens.</summary>
    [Get("/orders/{id}/steps")]
    IAsyncEnumerable<Step> TrackAsync(int id, CancellationToken cancellationToken = default);
}
