using System.Net;
using Contracts;
using MeshRuntime.Client;
using Microsoft.Extensions.Hosting;

/// <summary>Buys a few things, then ends the app.</summary>
sealed class Checkout(IOrders orders, IHostApplicationLifetime app) : BackgroundService
{
    private static readonly NewOrder[] Cart = [new("tea", 1), new("coffee", 2), new("cake", 3)];

    protected override async Task ExecuteAsync(CancellationToken stop)
    {
        try
        {
            await BuyAsync(stop);
        }
        catch (MeshException failure)
        {
            // The one exception for what goes wrong on the way: no sidecar, no such app, an answer that nobody expected.
            Console.Error.WriteLine(failure.Message);
            Environment.ExitCode = 1;
        }
        finally
        {
            app.StopApplication();
        }
    }

    private async Task BuyAsync(CancellationToken stop)
    {
        var last = 0;
        foreach (var wanted in Cart)
        {
            var order = await orders.PlaceAsync(wanted, stop);
            Console.WriteLine($"Placed order {order.Id}: {order.Quantity} x {order.Item}");
            last = order.Id;
        }

        try
        {
            await orders.PlaceAsync(new NewOrder("honey", 0), stop);
        }
        catch (MeshException refusal) when (refusal.Status == HttpStatusCode.BadRequest)
        {
            Console.WriteLine($"Refused: {refusal.AppMessage}");
        }

        // 404 means null here, since the interface says that there may be none.
        if (await orders.FindAsync(last + 1, stop) is null)
            Console.WriteLine($"There is no order {last + 1}");

        await foreach (var step in orders.TrackAsync(last, stop))
            Console.WriteLine($"Order {step.OrderId} is {step.Name}");

        Console.WriteLine("Done: the order has arrived");
    }
}
