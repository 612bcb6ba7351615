using System.Globalization;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>A service with one operation of each kind, with the members that the generator would add, written by hand.</summary>
internal interface IOrders : IMeshService<IOrders>
{
    static string IMeshService<IOrders>.AppId => "orders";

    Task<Order?> GetAsync(string id, CancellationToken cancellation);

    Task<IReadOnlyList<string?>> FindAsync(IReadOnlyList<string?> names, string? language);

    Task AddAsync(Order? order);

    Task<MeshResult<Order>> ReplaceAsync(string id, Order? order);

    IAsyncEnumerable<Order> WatchAsync(int count, CancellationToken cancellation);

    static IOrders IMeshService<IOrders>.CreateClient(AppClient app) => new OrdersClient(app);

    static IReadOnlyList<ServiceOperation<IOrders>> IMeshService<IOrders>.Operations(MeshJson json)
    {
        var order = json.TypeInfo<Order>();
        var texts = json.TypeInfo<IReadOnlyList<string?>>();
        return
        [
            new("GetAsync", "GET", "/orders/{id}", async (orders, call) =>
                await call.WriteAsync(await orders.GetAsync(call.RouteValue("id")!, call.CancellationToken), order)),
            new("FindAsync", "GET", "/orders", async (orders, call) =>
                await call.WriteAsync(await orders.FindAsync(call.QueryValues("name"), call.HeaderValue("Accept-Language")), texts)),
            new("AddAsync", "POST", "/orders", async (orders, call) =>
            {
                await orders.AddAsync(await call.ReadAsync(order));
                await call.WriteEmptyAsync();
            }),
            new("ReplaceAsync", "PUT", "/orders/{id}", async (orders, call) =>
                await call.WriteAsync(await orders.ReplaceAsync(call.RouteValue("id")!, await call.ReadAsync(order)), order)),
            new("WatchAsync", "GET", "/orders/watch/{count}", (orders, call) => int.TryParse(call.RouteValue("count"), CultureInfo.InvariantCulture, out var count)
                ? call.WriteStreamAsync(orders.WatchAsync(count, call.CancellationToken), order)
                : throw ServiceCall.BadArgument("route", "count", call.RouteValue("count"), "Int32")),
        ];
    }
}
