using Company.Service1;
using MeshRuntime.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddMesh();
builder.Services.AddSingleton<IGreeter, Greeter>();

var app = builder.Build();
app.MapMeshService<IGreeter>();

// APP_PORT is the appPort of dapr.yaml. Only this machine's sidecar calls the app, so it listens on loopback.
var port = Environment.GetEnvironmentVariable("APP_PORT") ?? "MESH_APP_PORT";
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"Listening on port {port}"));
app.Run($"http://127.0.0.1:{port}");
