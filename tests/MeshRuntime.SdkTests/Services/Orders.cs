using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

/// <summary>Answers <see cref="IOrders"/>, and remembers what it was asked.</summary>
internal sealed class Orders : IOrders
{
    public ConcurrentQueue<string> Seen { get; } = [];

    public Task<Order?> GetAsync(int id, CancellationToken cancellationToken) => Task.FromResult(id == 404 ? null : new Order(id, "ann"));

    public Task<Order[]> FindAsync(OrderState? state, string[] tag, DateTimeOffset? since, bool full, int pageNumber, CancellationToken cancellationToken)
    {
        Saw($"{state} [{string.Join('|', tag)}] {since:O} {full} {pageNumber}");
        return Task.FromResult<Order[]>([new(1, "ann"), new(2, "bob")]);
    }

    public Task<Order> PlaceAsync(Order order, Guid key, CancellationToken cancellationToken)
    {
        Saw($"{order} {key}");
        return Task.FromResult(order.Id == 404 ? null! : order); // null: what the interface does not allow
    }

    public Task<Order?> ReplaceAsync(int id, string? etag, Order? order, CancellationToken cancellationToken)
    {
        Saw($"{id} {etag ?? "no etag"} {order?.ToString() ?? "no order"}");
        return Task.FromResult(order);
    }

    public ValueTask DeleteAsync(int id, CancellationToken cancellationToken)
    {
        Saw($"{id}");
        return ValueTask.CompletedTask;
    }

    public ValueTask<int> DeleteAsync(string customer, int id, CancellationToken cancellationToken)
    {
        Saw($"{customer} {id}");
        return ValueTask.FromResult(id);
    }

    public Task<MeshResult<Order>> TryAsync(int id, CancellationToken cancellationToken) => Task.FromResult(id > 0
        ? new MeshResult<Order> { Status = HttpStatusCode.Accepted, Value = new(id, "ann"), Headers = [new("X-Id", "7")] }
        : new MeshResult<Order> { Status = HttpStatusCode.Conflict });

    public async IAsyncEnumerable<Order> WatchAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Saw($"{path}");
        for (var id = 1; id <= 3; id++)
        {
            await Task.Yield();
            yield return new(id, path);
        }
    }

    public Task TouchAsync(CancellationToken cancellationToken)
    {
        Saw($"touched");
        return Task.CompletedTask;
    }

    private void Saw(FormattableString what) => Seen.Enqueue(what.ToString(CultureInfo.InvariantCulture));
}
