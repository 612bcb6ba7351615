// orders: answers IOrders. It is an ordinary web app on an ordinary port; its routes are those of the interface.
using Contracts;
using MeshRuntime.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddMesh();
builder.Services.AddSingleton<IOrders, OrderBook>();

var app = builder.Build();
app.MapMeshService<IOrders>();

// mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
var port = Environment.GetEnvironmentVariable("APP_PORT") ?? "5111";
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on port {port}"));
app.Run($"http://127.0.0.1:{port}");
