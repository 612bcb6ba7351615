using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Calls an app without pause, GET and POST in turn, each with an id of its own, and keeps the outcome of every one.</summary>
internal sealed class CallLoad : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly string _path;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _workers;
    private int _sent;

    private CallLoad(SidecarHandle sidecar, string appId, int workers)
    {
        _client = sidecar.NewClient();
        _path = $"/v1.0/invoke/{appId}/method/call";
        _workers = [.. Enumerable.Range(0, workers).Select(_ => Task.Run(WorkAsync))];
    }

    public int Sent => Volatile.Read(ref _sent);

    public ConcurrentQueue<CallOutcome> Outcomes { get; } = new();

    public IReadOnlyList<CallOutcome> Failures => [.. Outcomes.Where(outcome => !outcome.IsOk)];

    public static CallLoad Start(SidecarHandle sidecar, string appId, int workers = 4) => new(sidecar, appId, workers);

    /// <summary>Waits until so many further calls have succeeded.</summary>
    public Task ProgressAsync(int calls)
    {
        var goal = Outcomes.Count(outcome => outcome.IsOk) + calls;
        return Wait.UntilAsync(() => Outcomes.Count(outcome => outcome.IsOk) >= goal, $"{calls} more calls succeed; so far {this}");
    }

    /// <summary>Ends the load; every call that was sent has its outcome afterwards.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Wait.ForAsync(Task.WhenAll(_workers), "every call ends");
    }

    /// <summary>The account: sent, ok, and failed by class.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"sent {Sent}");
        foreach (var group in Outcomes.GroupBy(outcome => (outcome.Verb, outcome.Class)).OrderBy(group => group.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"; {group.Key.Verb} {group.Key.Class}: {group.Count()}");
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _client.Dispose();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _sent);
            var verb = number % 2 == 0 ? HttpMethod.Get : HttpMethod.Post;
            var id = $"{verb}-{number}";
            Outcomes.Enqueue(new CallOutcome(verb.Method, id, await CallAsync(verb, id)));
        }
    }

    private async Task<string> CallAsync(HttpMethod verb, string id)
    {
        using var request = new HttpRequestMessage(verb, _path);
        request.Headers.Add("x-id", id);
        request.Content = verb == HttpMethod.Post ? new StringContent(id) : null;
        try
        {
            using var answer = await _client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            return !answer.IsSuccessStatusCode ? $"{(int)answer.StatusCode} {Shorten(text)}"
                : text == id ? CallOutcome.Ok
                : "answer of another call";
        }
        catch (HttpRequestException e)
        {
            return $"{e.HttpRequestError}";
        }
        catch (TaskCanceledException)
        {
            return "no answer";
        }
    }

    // Without the ports, which make each message its own class.
    private static string Shorten(string text) => string.Concat(text.Where(c => !char.IsAsciiDigit(c)).Take(160));
}
