using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.Extensions.DependencyInjection;

namespace MeshRuntime.SdkTests.AspNetCore.Services;

/// <summary>Answers that come value by value: each at once, the last one followed by an end, a failure by none.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Values_AreLinesOfJson_AlsoWhereTheAppIndents()
    {
        await using var app = await MeshApp.StartAsync(
            web => web.MapMeshService<IOrders>(new Orders()),
            builder => builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.WriteIndented = true));

        using var answer = await app.Http.GetAsync("/orders/watch/2");

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("{\"id\":\"0\",\"amount\":0}\n{\"id\":\"1\",\"amount\":1}\n", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task NoValues_AreAnEmptyAnswer()
    {
        await using var app = await MeshApp.StartAsync(web => web.MapMeshService<IOrders>(new Orders()));

        using var answer = await app.Http.GetAsync("/orders/watch/0");

        Assert.Equal((HttpStatusCode.OK, "application/x-ndjson", ""), (answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Value_IsSentBeforeTheNextIsThere()
    {
        var source = Channel.CreateUnbounded<Order>();
        await using var app = await ServeAsync((_, cancellation) => source.Reader.ReadAllAsync(cancellation));
        source.Writer.TryWrite(new Order("first", 1));

        using var answer = await app.Http.GetAsync("/orders/watch/2", HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        Assert.Equal("""{"id":"first","amount":1}""", await Wait.ForAsync(lines.ReadLineAsync(), "the first value comes"));
        source.Writer.TryWrite(new Order("second", 2));
        Assert.Equal("""{"id":"second","amount":2}""", await Wait.ForAsync(lines.ReadLineAsync(), "the second value comes"));
        source.Writer.Complete();
        Assert.Null(await Wait.ForAsync(lines.ReadLineAsync(), "the answer ends"));
    }

    [Fact]
    public async Task FailureBeforeTheFirstValue_HasItsStatus()
    {
        await using var app = await ServeAsync((_, _) => FailAsync(0, new MeshException("no such shop") { Status = HttpStatusCode.NotFound }));

        using var answer = await app.Http.GetAsync("/orders/watch/2");

        Assert.Equal((HttpStatusCode.NotFound, ("", "no such shop")), (answer.StatusCode, await answer.ErrorAsync()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FailureAfterAValue_CutsTheAnswer(bool isMeshException)
    {
        Exception failure = isMeshException ? new MeshException("late") { Status = HttpStatusCode.NotFound } : new InvalidOperationException("late");
        await using var app = await ServeAsync((_, _) => FailAsync(1, failure));

        using var answer = await app.Http.GetAsync("/orders/watch/2", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task CallerThatLeaves_EndsTheSource()
    {
        var ended = new TaskCompletionSource();
        await using var app = await ServeAsync((_, cancellation) => EndlessAsync(ended, cancellation));

        using (var answer = await app.Http.GetAsync("/orders/watch/2", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.False(ended.Task.IsCompleted);
        }

        await Wait.ForAsync(ended.Task, "the source ends");
    }

    private static Task<MeshApp> ServeAsync(Func<int, CancellationToken, IAsyncEnumerable<Order>> watch) =>
        MeshApp.StartAsync(web => web.MapMeshService<IOrders>(new Orders { Watch = watch }));

    private static async IAsyncEnumerable<Order> FailAsync(int after, Exception failure)
    {
        for (var i = 0; i < after; i++)
        {
            await Task.Yield();
            yield return new Order($"{i}", i);
        }

        throw failure;
    }

    private static async IAsyncEnumerable<Order> EndlessAsync(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            yield return new Order("only", 1);
            await Task.Delay(Timeout.Infinite, cancellation);
        }
        finally
        {
            ended.SetResult();
        }
    }
}
