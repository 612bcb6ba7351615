namespace Shop;

public sealed record Order(int Id, string Customer);

/// <summary>Every kind of answer.</summary>
[MeshService("orders", Json = typeof(OrdersJson))]
public partial interface IOrders
{
    [Get("/orders/{id}")]
    Task<Order?> FindAsync(int id, CancellationToken cancellationToken = default);

    [Get("/orders/{id}/must")]
    Task<Order> GetAsync(int id, CancellationToken cancellationToken = default);

    [Get("/orders/{id}/result")]
    Task<MeshResult<Order>> TryAsync(int id, CancellationToken cancellationToken = default);

    [Get("/orders/all", ExpectedStatuses = [404])]
    IAsyncEnumerable<Order> AllAsync(CancellationToken cancellationToken = default);

    [Get]
    Task<int> CountAsync(CancellationToken cancellationToken = default);

    [Get(ExpectedStatuses = [409])]
    Task<decimal?> TotalAsync(CancellationToken cancellationToken = default);

    [Delete("/orders/{id}", ExpectedStatuses = [404], TimeoutSeconds = 2.5)]
    Task DeleteAsync(int id, CancellationToken cancellationToken = default);

    [Patch(TimeoutSeconds = 1)]
    ValueTask TouchAsync(CancellationToken cancellationToken = default);

    [Get]
    ValueTask<IReadOnlyDictionary<string, List<string?>>> LabelsAsync(CancellationToken cancellationToken = default);

    [Get]
    Task PingAsync();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Order))]
public sealed class OrdersJson() : System.Text.Json.Serialization.JsonSerializerContext(null)
{
    public static OrdersJson Default { get; } = new();

    protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null;

    public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null;
}
