using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

/// <summary>A service with one method of each kind.</summary>
[MeshService("orders", Json = typeof(OrdersJson))]
public partial interface IOrders : IReadOrders
{
    [Post("/orders", TimeoutSeconds = 2.5)]
    Task<Order> PlaceAsync(Order order, [Header("Idempotency-Key")] Guid key, CancellationToken cancellationToken = default);

    [Put("/orders/{id}", ExpectedStatuses = [409])]
    Task<Order?> ReplaceAsync(int id, [Header("If-Match")] string? etag, Order? order, CancellationToken cancellationToken = default);

    [Delete("/orders/{id}")]
    ValueTask DeleteAsync(int id, CancellationToken cancellationToken = default);

    [Delete("/orders/{customer}/{id}")]
    ValueTask<int> DeleteAsync(string customer, int id, CancellationToken cancellationToken = default);

    [Get("/orders/{id}/result")]
    Task<MeshResult<Order>> TryAsync(int id, CancellationToken cancellationToken = default);

    [Get("/files/{*path}")]
    IAsyncEnumerable<Order> WatchAsync(string path, CancellationToken cancellationToken = default);

    [Patch]
    Task TouchAsync(CancellationToken cancellationToken = default);
}
