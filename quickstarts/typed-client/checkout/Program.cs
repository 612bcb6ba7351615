// checkout: buys from the app that answers IOrders. It knows the interface, and neither address nor port.
using Contracts;
using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddMeshService<IOrders>(); // through this app's own sidecar, to the app that the interface names
builder.Services.AddHostedService<Checkout>();
await builder.Build().RunAsync();
