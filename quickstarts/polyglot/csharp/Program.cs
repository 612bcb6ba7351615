// One of three programs that call each other in a ring: ring.js and ring.py are the same in other languages. It knows the name of the next one, and no address.
// This one also begins three laps.
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;

// mesh sets these: the app's own name, its port, and the port of its sidecar. NEXT is from dapr.yaml.
var me = new Hop(Setting("APP_ID", "csharp"), $"C# on {RuntimeInformation.FrameworkDescription}");
var next = Setting("NEXT", "node");
using var sidecar = new HttpClient(new SocketsHttpHandler { UseProxy = false })
{
    BaseAddress = new Uri($"http://localhost:{Setting("DAPR_HTTP_PORT", "3500")}/v1.0/"),
    Timeout = TimeSpan.FromSeconds(10),
};
if (Setting("DAPR_API_TOKEN", "") is { Length: > 0 } token)
    sidecar.DefaultRequestHeaders.Add("dapr-api-token", token);

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();

app.MapPost("/lap", async (Hop[] lap, HttpRequest request, CancellationToken gone) =>
{
    // The sidecar says who called; the caller cannot.
    Console.WriteLine($"{me.App} is {me.Is}, called by {request.Headers["dapr-caller-app-id"]}");
    if (lap is [var first, ..] && first == me)
        return Results.Ok(lap); // the ring is closed

    try
    {
        return Results.Ok(await PassOnAsync([.. lap, me], gone));
    }
    catch (Exception fault) when (IsFailure(fault, gone))
    {
        return Results.Json(new { error = fault.Message }, statusCode: (int)HttpStatusCode.BadGateway);
    }
});

// Only this machine's sidecar calls the app, so it listens on loopback. StartAsync and WaitForShutdownAsync are the two halves of Run: between them it listens.
app.Urls.Add($"http://127.0.0.1:{Setting("APP_PORT", "5108")}");
await app.StartAsync();
try
{
    await RunLapsAsync(app.Lifetime.ApplicationStopping);
}
catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
{
    Console.WriteLine("Stopped before all laps were run");
}

await app.WaitForShutdownAsync();

async Task RunLapsAsync(CancellationToken stop)
{
    await WaitForSidecarAsync(stop);
    for (var number = 1; number <= 3; number++)
    {
        try
        {
            var lap = await PassOnAsync([me], stop);
            Console.WriteLine($"Lap {number}: {string.Join(" -> ", lap.Select(hop => hop.App))} -> {me.App}");
        }
        catch (Exception fault) when (IsFailure(fault, stop))
        {
            Console.Error.WriteLine($"Lap {number} failed: {fault.Message}");
        }
    }

    Console.WriteLine("Done: everyone has called everyone");
}

// 204 means that others can call this app, too. Without a sidecar there is nothing to wait for but one.
async Task WaitForSidecarAsync(CancellationToken stop)
{
    while (true)
    {
        try
        {
            using var health = await sidecar.GetAsync("healthz", stop);
            if (health.IsSuccessStatusCode)
                return;
        }
        catch (Exception fault) when (IsFailure(fault, stop))
        {
            Console.Error.WriteLine($"The sidecar does not answer yet: {fault.Message}");
        }

        await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
    }
}

async Task<Hop[]> PassOnAsync(Hop[] lap, CancellationToken stop)
{
    using var body = JsonContent.Create(lap);
    await body.LoadIntoBufferAsync(stop); // so that it has a length: Python's http.server reads no chunks
    using var answer = await sidecar.PostAsync($"invoke/{next}/method/lap", body, stop);
    if (!answer.IsSuccessStatusCode)
        throw new HttpRequestException($"{next} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stop)}");

    return await answer.Content.ReadFromJsonAsync<Hop[]>(stop) ?? [];
}

// HttpClient tells its timeout as a cancellation; one that nobody asked for is a failure like others.
static bool IsFailure(Exception fault, CancellationToken stop) =>
    fault is HttpRequestException or JsonException || (fault is TaskCanceledException && !stop.IsCancellationRequested);

static string Setting(string name, string otherwise) => Environment.GetEnvironmentVariable(name) ?? otherwise;

record Hop(string App, string Is);
