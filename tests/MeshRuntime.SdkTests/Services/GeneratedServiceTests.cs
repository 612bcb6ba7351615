using System.Net;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

/// <summary>What the generated client sends is what was meant, and the generated endpoints read it back.</summary>
public sealed class GeneratedServiceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Value_IsAnswered()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        Assert.Equal(new Order(7, "ann"), await loopback.Client.GetAsync(7, Token));
        Assert.Equal(["GET /orders/7"], loopback.Requests);
    }

    [Fact]
    public async Task NullAnswer_IsNullAgain()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        Assert.Null(await loopback.Client.GetAsync(404, Token));
    }

    [Fact]
    public async Task NullAnswerOfAMethodThatPromisesOne_IsTheServicesFault()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        var failure = await Assert.ThrowsAsync<MeshException>(() => loopback.Client.PlaceAsync(new(404, "ann"), Guid.Empty, Token));

        Assert.Equal(HttpStatusCode.InternalServerError, failure.Status);
    }

    [Fact]
    public async Task Query_HasEachArgumentThatIsThere()
    {
        var orders = new Orders();
        await using var loopback = await Loopback<IOrders>.StartAsync(orders);
        var since = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2));

        var found = await loopback.Client.FindAsync(OrderState.Shipped, ["a b", "", "ö&="], since, full: true, pageNumber: -3, Token);
        await loopback.Client.FindAsync(null, [], cancellationToken: Token);

        Assert.Equal([new(1, "ann"), new(2, "bob")], found);
        Assert.Equal(
            [
                "GET /orders?state=Shipped&tag=a%20b&tag=&tag=%C3%B6%26%3D&since=2026-01-02T03%3A04%3A05.6780000%2B02%3A00&full=true&page=-3",
                "GET /orders?full=false&page=1",
            ],
            loopback.Requests);
        Assert.Equal(["Shipped [a b||ö&=] 2026-01-02T03:04:05.6780000+02:00 True -3", " []  False 1"], orders.Seen);
    }

    [Fact]
    public async Task BodyAndHeader_Arrive()
    {
        var orders = new Orders();
        await using var loopback = await Loopback<IOrders>.StartAsync(orders);
        var key = Guid.Parse("0b1f7f5e-6a3f-4a53-9d52-1f4b0c3a8e11");

        var placed = await loopback.Client.PlaceAsync(new(1, "ann"), key, Token);

        Assert.Equal(new Order(1, "ann"), placed);
        Assert.Equal(["POST /orders {\"id\":1,\"customer\":\"ann\"}"], loopback.Requests);
        Assert.Equal(["Order { Id = 1, Customer = ann } " + key], orders.Seen);
    }

    [Fact]
    public async Task NullBodyAndHeader_StayAway()
    {
        var orders = new Orders();
        await using var loopback = await Loopback<IOrders>.StartAsync(orders);

        var answer = await loopback.Client.ReplaceAsync(3, null, null, Token);

        Assert.Null(answer);
        Assert.Equal(["3 no etag no order"], orders.Seen);
    }

    [Fact]
    public async Task MissingBody_IsRefusedBeforeItIsSent()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        await Assert.ThrowsAsync<ArgumentNullException>("order", () => loopback.Client.PlaceAsync(null!, Guid.Empty, Token));

        Assert.Empty(loopback.Requests);
    }

    [Fact]
    public async Task Overloads_AreTwoRequests()
    {
        var orders = new Orders();
        await using var loopback = await Loopback<IOrders>.StartAsync(orders);

        await loopback.Client.DeleteAsync(3, Token);
        Assert.Equal(4, await loopback.Client.DeleteAsync("ann", 4, Token));

        Assert.Equal(["DELETE /orders/3", "DELETE /orders/ann/4"], loopback.Requests);
        Assert.Equal(["3", "ann 4"], orders.Seen);
    }

    [Fact]
    public async Task Result_HasStatusAndHeaders()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        var done = await loopback.Client.TryAsync(1, Token);
        var refused = await loopback.Client.TryAsync(0, Token);

        Assert.Equal((HttpStatusCode.Accepted, new Order(1, "ann")), (done.Status, done.Value));
        Assert.Contains(new("X-Id", "7"), done.Headers);
        Assert.Equal((HttpStatusCode.Conflict, null), (refused.Status, refused.Value));
    }

    [Fact]
    public async Task Stream_IsReadValueByValue()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        var watched = new List<Order>();
        await foreach (var order in loopback.Client.WatchAsync("a/b c", Token))
            watched.Add(order);

        Assert.Equal([new(1, "a/b c"), new(2, "a/b c"), new(3, "a/b c")], watched);
        Assert.Equal(["GET /files/a/b%20c"], loopback.Requests);
    }

    [Fact]
    public async Task DefaultRoute_IsTheMethodsName()
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());

        await loopback.Client.TouchAsync(Token);

        Assert.Equal(["PATCH /touch"], loopback.Requests);
    }

    [Theory]
    [InlineData("GET", "/orders/x", "route id is \"x\": a whole number up to 2147483647 is wanted")]
    [InlineData("GET", "/orders?page=1&page=2", "query page is \"1, 2\": one value is wanted")]
    [InlineData("GET", "/orders?state=0", "query state is \"0\": Open or Shipped is wanted")]
    [InlineData("POST", "/orders", "body order is missing: Order is wanted")]
    public async Task ArgumentThatCannotBeRead_Is400(string verb, string path, string message)
    {
        await using var loopback = await Loopback<IOrders>.StartAsync(new Orders());
        using var request = new HttpRequestMessage(new HttpMethod(verb), loopback.Address(path));

        using var response = await loopback.Raw.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Token));
        Assert.Equal(message, answer.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task EachSimpleType_ArrivesAsItWasSentInAnyCulture()
    {
        await using var loopback = await Loopback<IEcho>.StartAsync(new Echo());
        var sent = new Values(
            Guid.Parse("0b1f7f5e-6a3f-4a53-9d52-1f4b0c3a8e11"),
            new DateTimeOffset(2026, 12, 31, 23, 59, 59, TimeSpan.FromMinutes(-330)).AddTicks(1),
            -1.0E-300,
            new DateTime(2026, 2, 3, 4, 5, 6, DateTimeKind.Utc).AddTicks(7),
            new DateOnly(2026, 2, 28),
            new TimeOnly(23, 59, 59).Add(TimeSpan.FromTicks(9)),
            TimeSpan.FromTicks(-123456789012),
            1234567.8900m,
            OrderState.Shipped,
            new Uri("https://example.org/a%20b?c=d&e=ö#f"),
            '&',
            true);

        var got = await loopback.Client.ValuesAsync(
            sent.Id, sent.At, sent.Number, sent.Time, sent.Day, sent.Hour, sent.Span, sent.Money, sent.State, sent.Link, sent.Letter, sent.Yes, Token);

        Assert.Equal(sent, got);
        Assert.Equal(sent.At.Offset, got.At.Offset);
        Assert.Equal(DateTimeKind.Utc, got.Time.Kind);
    }

    /// <summary>Whatever the client does not refuse arrives as it was sent.</summary>
    [Fact]
    public async Task AnyText_ArrivesAsItWasSent()
    {
        await using var loopback = await Loopback<IEcho>.StartAsync(new Echo());
        var texts = ArbMap.Default.GeneratorFor<string?>().Where(text => text is not null && !text.Any(char.IsSurrogate)).Sample(60)
            .Concat(["%2F", "%", "a+b", "a b", " ", "ü€😀", "{}", "a;b=c", "'\"<>", "\\", "~", "...", "a.b", ":", "*"]);

        foreach (var text in texts.OfType<string>())
        {
            Assert.Equal(text, await loopback.Client.QueryAsync(text, Token));
            Assert.Equal([text, "x", text], await loopback.Client.ListAsync([text, "x", text], Token));
            if (await SendsAsync(() => loopback.Client.SegmentAsync(text, Token)) is { } segment)
                Assert.Equal(text, segment);
            if (await SendsAsync(() => loopback.Client.SegmentsAsync(text + "/x", Token)) is { } path)
                Assert.Equal(text + "/x", path);
        }
    }

    private static async Task<string?> SendsAsync(Func<Task<string>> call)
    {
        try
        {
            return await call();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
