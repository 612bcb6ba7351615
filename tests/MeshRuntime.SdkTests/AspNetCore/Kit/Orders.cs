using System.Runtime.CompilerServices;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>Answers as the test says; what it does not say is answered with what was asked for.</summary>
internal sealed class Orders : IOrders
{
    public Func<string, CancellationToken, Task<Order?>> Get { get; init; } = (id, _) => Task.FromResult<Order?>(new Order(id, 7));

    public Func<int, CancellationToken, IAsyncEnumerable<Order>> Watch { get; init; } = CountAsync;

    public Func<string, Order?, MeshResult<Order>> Replace { get; init; } = (_, order) => new MeshResult<Order> { Status = System.Net.HttpStatusCode.OK, Value = order };

    public List<Order?> Added { get; } = [];

    public Task<Order?> GetAsync(string id, CancellationToken cancellation) => Get(id, cancellation);

    public Task<IReadOnlyList<string?>> FindAsync(IReadOnlyList<string?> names, string? language) => Task.FromResult<IReadOnlyList<string?>>([.. names, language]);

    public Task AddAsync(Order? order)
    {
        Added.Add(order);
        return Task.CompletedTask;
    }

    public Task<MeshResult<Order>> ReplaceAsync(string id, Order? order) => Task.FromResult(Replace(id, order));

    public IAsyncEnumerable<Order> WatchAsync(int count, CancellationToken cancellation) => Watch(count, cancellation);

    private static async IAsyncEnumerable<Order> CountAsync(int count, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return new Order($"{i}", i);
        }
    }
}
