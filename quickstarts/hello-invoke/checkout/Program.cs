// checkout: places ten orders with the app named "orders". It knows that name and its own sidecar's port, and no address of orders.
using System.Net.Http.Json;
using System.Runtime.InteropServices;

string[] menu = ["tea", "coffee", "cake", "bread", "honey"];

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// mesh sets DAPR_HTTP_PORT to the port of this app's own sidecar.
var port = Environment.GetEnvironmentVariable("DAPR_HTTP_PORT") ?? "3500";
using var sidecar = new HttpClient
{
    BaseAddress = new Uri($"http://localhost:{port}/v1.0/invoke/orders/method/"),
    Timeout = TimeSpan.FromSeconds(10),
};
if (Environment.GetEnvironmentVariable("DAPR_API_TOKEN") is { Length: > 0 } token)
    sidecar.DefaultRequestHeaders.Add("dapr-api-token", token);

var failures = 0;
try
{
    for (var i = 0; i < 10; i++)
    {
        if (!await PlaceAsync(new NewOrder(menu[i % menu.Length], Quantity: i % 3 + 1)))
            failures++;
        await Task.Delay(TimeSpan.FromMilliseconds(500), stop.Token);
    }

    var all = await sidecar.GetFromJsonAsync<Order[]>("orders", stop.Token) ?? [];
    Console.WriteLine($"Done: orders holds {all.Length} orders");
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped before all orders were placed");
}
catch (HttpRequestException fault)
{
    Console.Error.WriteLine($"The list of orders did not come: {fault.Message}");
    failures++;
}

return failures == 0 ? 0 : 1;

// One failed order is reported and does not end the others.
async Task<bool> PlaceAsync(NewOrder wanted)
{
    try
    {
        using var response = await sidecar.PostAsJsonAsync("orders", wanted, stop.Token);
        if (!response.IsSuccessStatusCode)
        {
            var reason = await response.Content.ReadAsStringAsync(stop.Token);
            Console.Error.WriteLine($"{wanted.Item}: refused with {(int)response.StatusCode}: {reason}");
            return false;
        }

        var order = await response.Content.ReadFromJsonAsync<Order>(stop.Token);
        Console.WriteLine($"Placed order {order?.Id}: {order?.Quantity} x {order?.Item}");
        return true;
    }
    catch (HttpRequestException fault)
    {
        Console.Error.WriteLine($"{wanted.Item}: the sidecar on port {port} does not answer: {fault.Message}");
        return false;
    }
    catch (TaskCanceledException) when (!stop.IsCancellationRequested)
    {
        Console.Error.WriteLine($"{wanted.Item}: no answer within {sidecar.Timeout.TotalSeconds:0} s");
        return false;
    }
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true; // end by running to the end, not at once
    stop.Cancel();
}

record NewOrder(string Item, int Quantity);

record Order(int Id, string Item, int Quantity);
