using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

/// <summary>The half of a service that changes nothing: a base of <see cref="IOrders"/>.</summary>
public interface IReadOrders
{
    [Get("/orders/{id}")]
    Task<Order?> GetAsync(int id, CancellationToken cancellationToken = default);

    [Get("/orders")]
    Task<Order[]> FindAsync(
        OrderState? state,
        string[] tag,
        DateTimeOffset? since = null,
        bool full = false,
        [Query("page")] int pageNumber = 1,
        CancellationToken cancellationToken = default);
}
