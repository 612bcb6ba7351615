using System.Net;
using System.Text.Json.Serialization.Metadata;
using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

public sealed class ServiceArgumentTests
{
    [Fact]
    public void MissingValue_IsTheFallback()
    {
        var missing = Query();

        Assert.True(missing.IsMissing);
        Assert.Null(missing.ValueOrNull<int>());
        Assert.Equal(3, missing.ValueOr(3));
        Assert.Null(missing.ValueOr<string>(null));
        Assert.Null(missing.EnumOrNull<OrderState>());
        Assert.Equal(OrderState.Shipped, missing.EnumOr(OrderState.Shipped));
        Assert.Null(missing.UriOrNull());
        Assert.Empty(missing.Values<int>());
    }

    [Fact]
    public void EmptyText_IsMissingButForStrings()
    {
        var empty = Query("");

        Assert.Equal(3, empty.ValueOr(3));
        Assert.Equal("", empty.Value<string>());
        Assert.Equal([""], empty.Values<string>());
        Assert.Throws<MeshException>(() => empty.Values<int>());
    }

    [Fact]
    public void MissingValueThatMustBeThere_Is400()
    {
        var refusal = Assert.Throws<MeshException>(() => Query().Value<Guid>());

        Assert.Equal(HttpStatusCode.BadRequest, refusal.Status);
        Assert.Equal("query a is missing: a GUID (such as 6f9619ff-8b86-d011-b42d-00c04fc964ff) is wanted", refusal.Message);
    }

    [Theory]
    [InlineData("shipped", true)]
    [InlineData("Shipped", true)]
    [InlineData("1", false)]
    [InlineData("-1", false)]
    [InlineData("Lost", false)]
    public void Enum_IsReadByName(string text, bool isRead)
    {
        var argument = Query("" + text);

        if (isRead)
            Assert.Equal(OrderState.Shipped, argument.Enum<OrderState>());
        else
            Assert.Equal($"query a is \"{text}\": Open or Shipped is wanted", Assert.Throws<MeshException>(() => argument.Enum<OrderState>()).Message);
    }

    [Fact]
    public void WrongValue_IsSaidInWordsOfTheWire()
    {
        Assert.EndsWith(": true or false is wanted", Assert.Throws<MeshException>(() => Query("x").Value<bool>()).Message, StringComparison.Ordinal);
        Assert.EndsWith(": a whole number from 0 to 255 is wanted", Assert.Throws<MeshException>(() => Query("256").Value<byte>()).Message, StringComparison.Ordinal);
        Assert.EndsWith(": a date (such as 2026-01-02) is wanted", Assert.Throws<MeshException>(() => Query("x").Value<DateOnly>()).Message, StringComparison.Ordinal);
        Assert.EndsWith(": an address is wanted", Assert.Throws<MeshException>(() => Query().Uri()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,500.0")]
    public void NumberWithComma_IsRefused(string text)
    {
        Assert.Throws<MeshException>(() => Query("" + text).Value<double>());
        Assert.Throws<MeshException>(() => Query("" + text).Value<decimal>());
    }

    [Fact]
    public void TimeWithoutZone_IsOfNoZoneAsDateTimeAndOfUtcWithOffset()
    {
        var time = Query("2026-01-02T03:04:05");

        Assert.Equal(DateTimeKind.Unspecified, time.Value<DateTime>().Kind);
        Assert.Equal(TimeSpan.Zero, time.Value<DateTimeOffset>().Offset);
    }

    [Fact]
    public void LongText_IsShortenedInTheMessage()
    {
        var refusal = Assert.Throws<MeshException>(() => Query("" + new string('x', 65)).Value<int>());

        Assert.Equal($"query a is \"{new string('x', 64)}…\": a whole number up to 2147483647 is wanted", refusal.Message);
    }

    private static ServiceArgument Query(params string[] texts) => new QueryCall(texts).Query("a");

    /// <summary>A request that has nothing but one parameter.</summary>
    private sealed class QueryCall(string[] texts) : ServiceCall
    {
        public override CancellationToken CancellationToken => default;

        public override IReadOnlyList<string?> QueryValues(string name) => texts;

        public override string? RouteValue(string name) => throw new NotSupportedException();

        public override string? HeaderValue(string name) => throw new NotSupportedException();

        public override ValueTask<T?> ReadAsync<T>(JsonTypeInfo<T> type)
            where T : default => throw new NotSupportedException();

        public override Task WriteAsync<T>(T? value, JsonTypeInfo<T> type)
            where T : default => throw new NotSupportedException();

        public override Task WriteAsync<T>(MeshResult<T> result, JsonTypeInfo<T> type) => throw new NotSupportedException();

        public override Task WriteStreamAsync<T>(IAsyncEnumerable<T> values, JsonTypeInfo<T> type) => throw new NotSupportedException();

        public override Task WriteEmptyAsync() => throw new NotSupportedException();
    }
}
