using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>The calls that the tests make, as the generator would write them.</summary>
internal sealed class OrdersClient(AppClient app) : IOrders
{
    private readonly System.Text.Json.Serialization.Metadata.JsonTypeInfo<Order> _order = app.Json.TypeInfo<Order>();

    public Task<Order?> GetAsync(string id, CancellationToken cancellation) => app.InvokeAsync(
        new MeshRequest { Method = HttpMethod.Get, Path = $"/orders/{Uri.EscapeDataString(id)}", ExpectedStatuses = [404] }, _order, cancellation);

    public Task AddAsync(Order? order) => app.InvokeAsync(new MeshRequest { Method = HttpMethod.Post, Path = "/orders", Content = MeshJson.Content(order!, _order) });

    public IAsyncEnumerable<Order> WatchAsync(int count, CancellationToken cancellation) =>
        app.StreamAsync(new MeshRequest { Method = HttpMethod.Get, Path = $"/orders/watch/{count}" }, _order, cancellation);

    public Task<IReadOnlyList<string?>> FindAsync(IReadOnlyList<string?> names, string? language) => throw new NotSupportedException();

    public Task<MeshResult<Order>> ReplaceAsync(string id, Order? order) => throw new NotSupportedException();
}
