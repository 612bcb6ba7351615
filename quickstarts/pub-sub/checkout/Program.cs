// checkout: publishes ten orders. It knows its own sidecar's port and the name of the topic, and nobody who listens to it.
using System.Net.Http.Json;
using System.Runtime.InteropServices;

const int Attempts = 5;
string[] menu = ["tea", "coffee", "cake", "bread", "honey"];

using var stop = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

// mesh sets DAPR_HTTP_PORT to the port of this app's own sidecar.
var port = Environment.GetEnvironmentVariable("DAPR_HTTP_PORT") ?? "3500";
using var sidecar = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}/v1.0/publish/pubsub/"), Timeout = TimeSpan.FromSeconds(10) };
if (Environment.GetEnvironmentVariable("DAPR_API_TOKEN") is { Length: > 0 } token)
    sidecar.DefaultRequestHeaders.Add("dapr-api-token", token);

try
{
    for (var number = 1; number <= 10; number++)
    {
        var order = new Order(Guid.NewGuid(), number, menu[number % menu.Length], Quantity: number % 3 + 1);
        if (!await PublishAsync(order))
            return 1;
        Console.WriteLine($"Published order {number}: {order.Quantity} x {order.Item}");

        // What happens when an answer is lost: the publisher tries again, and the order is there twice.
        if (number == 10 && await PublishAsync(order))
            Console.WriteLine("Published order 10 once more");
    }

    Console.WriteLine("Done: 10 orders are published");
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped before all orders were published");
    return 0;
}

// 204 means that the broker has it. Without that nobody knows, so the same order with the same id is published again.
async Task<bool> PublishAsync(Order order)
{
    for (var attempt = 1; ; attempt++)
    {
        string problem;
        try
        {
            using var response = await sidecar.PostAsJsonAsync("orders", order, stop.Token);
            if (response.IsSuccessStatusCode)
                return true;
            problem = await response.Content.ReadAsStringAsync(stop.Token);
        }
        catch (HttpRequestException fault)
        {
            problem = $"the sidecar on port {port} does not answer: {fault.Message}";
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            problem = $"no answer within {sidecar.Timeout.TotalSeconds:0} s";
        }

        Console.Error.WriteLine($"Order {order.Number}, attempt {attempt} of {Attempts}: {problem}");
        if (attempt == Attempts)
            return false;
        await Task.Delay(TimeSpan.FromSeconds(attempt), stop.Token);
    }
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true; // end by running to the end, not at once
    stop.Cancel();
}

record Order(Guid Id, int Number, string Item, int Quantity);
