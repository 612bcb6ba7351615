// orders: answers over gRPC. It knows nothing of the mesh; it is an ordinary gRPC server on an ordinary port.
using Microsoft.AspNetCore.Server.Kestrel.Core;

// mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
var port = int.Parse(Environment.GetEnvironmentVariable("APP_PORT") ?? "5103");
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.WebHost.ConfigureKestrel(server => server.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
builder.Services.AddGrpc();
builder.Services.AddSingleton<OrderService>(); // keeps the orders, so there is one

var app = builder.Build();
app.MapGrpcService<OrderService>();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on port {port}"));
app.Run();
