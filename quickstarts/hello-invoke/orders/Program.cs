// orders: keeps orders in memory. It knows nothing of the mesh; it is an ordinary web app on an ordinary port.
using System.Collections.Concurrent;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();

var orders = new ConcurrentDictionary<int, Order>();
var lastId = 0;

app.MapPost("/orders", (NewOrder wanted) =>
{
    if (string.IsNullOrWhiteSpace(wanted.Item) || wanted.Quantity < 1)
        return Results.BadRequest(new { error = "An order needs an item and a quantity of at least 1." });

    var order = new Order(Interlocked.Increment(ref lastId), wanted.Item, wanted.Quantity);
    orders[order.Id] = order;
    Console.WriteLine($"Accepted order {order.Id}: {order.Quantity} x {order.Item}");
    return Results.Created($"/orders/{order.Id}", order);
});

app.MapGet("/orders", () => orders.Values.OrderBy(order => order.Id));

app.MapGet("/orders/{id:int}", (int id) =>
    orders.TryGetValue(id, out var order) ? Results.Ok(order) : Results.NotFound(new { error = $"There is no order {id}." }));

// mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
var port = Environment.GetEnvironmentVariable("APP_PORT") ?? "5101";
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on port {port}"));
app.Run($"http://127.0.0.1:{port}");

record NewOrder(string? Item, int Quantity);

record Order(int Id, string Item, int Quantity);
