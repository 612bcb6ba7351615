using System.Text.Json;
using MeshRuntime.DataPlane.Expressions;
using MeshRuntime.DataPlane.Expressions.Values;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Expressions;

public sealed class JsonTests
{
    private const string Order = """
        { "type": "order.created", "id": "7", "subject": null, "dup": 1, "dup": 2, "big": 9007199254740993, "huge": 1e999,
          "data": { "size": 12, "price": 1.5, "tags": ["a", "b", {"deep": [1, 2]}], "urgent": true, "escaped\u0041": 3 } }
        """;

    [Theory]
    [InlineData("event.type == 'order.created'", "true")]
    [InlineData("event.data.size > 10", "true")]
    [InlineData("int(event.data.size) % 5 == 2", "true")]
    [InlineData("event.data.size", "12.0")]
    [InlineData("type(event.data.size) == double", "true")]
    [InlineData("event.data.size + 1", "error: numbers of JSON are double")]
    [InlineData("event.data.size + 1.0", "13.0")]
    [InlineData("event.big == 9007199254740992", "true")]
    [InlineData("event.huge", "Infinity")]
    [InlineData("event.dup", "2.0")]
    [InlineData("event.subject == null", "true")]
    [InlineData("has(event.subject) && !has(event.nothing)", "true")]
    [InlineData("event.nothing == 'x'", "error: column 7: no such key: nothing; where it may be missing, ask has(...) first")]
    [InlineData("'a' in event.data.tags && !('z' in event.data.tags)", "true")]
    [InlineData("event.data.tags[1]", "\"b\"")]
    [InlineData("event.data.tags[2].deep[1]", "2.0")]
    [InlineData("event.data['size']", "12.0")]
    [InlineData("event.data[1]", "error: no such key")]
    [InlineData("event.data.escapedA", "3.0")]
    [InlineData("size(event.data.tags) == 3 && size(event.data) == 5", "true")]
    [InlineData("event.data.tags == ['a', 'b', {'deep': [1, 2]}]", "true")]
    [InlineData("{'deep': [1, 3]} == event.data.tags[2]", "false")]
    [InlineData("event.data.tags.filter(t, type(t) == string)", "[\"a\", \"b\"]")]
    [InlineData("event.data.exists(k, k == 'price')", "true")]
    [InlineData("event.data.urgent ? 'fast' : 'slow'", "\"fast\"")]
    [InlineData("event == event", "true")]
    [InlineData("event.id + string(event.data.price)", "\"71.5\"")]
    public void Event_IsReadWhereTheExpressionLooks(string text, string shown) => Cel.AssertShows(shown, text, Order);

    // JSON's grammar lets half of a surrogate pair pass; that must not end in an exception on the way of a message.
    [Theory]
    [InlineData("event.bad == 'x'")]
    [InlineData("event.inner.key == 1")]
    [InlineData("'key' in event.inner")]
    [InlineData("event.inner.all(k, k == 'key')")]
    [InlineData("event.inner == {'key': 1}")]
    [InlineData("event.list.exists(x, x == 'q')")]
    [InlineData("event.list == ['a']")]
    [InlineData("event.list[0] + 'a'")]
    [InlineData("'q' in event.list")]
    public void HalfASurrogatePair_IsAnErrorAndNoException(string text)
    {
        const string json = """{ "bad": "\ud800", "inner": { "\ud800": 1 }, "list": ["\udc00"] }""";

        var shown = Cel.Show(text, json);

        Assert.True(shown is "false" or "true" || shown.Contains("surrogate", StringComparison.Ordinal), shown);
    }

    [Theory]
    [InlineData("event.type.startsWith('order')", true, null)]
    [InlineData("event.type == 'other'", false, null)]
    [InlineData("event.type", false, "type string; a condition is true or false")]
    [InlineData("event.nothing", false, "no such key: nothing")]
    [InlineData("evnt.type == 'x'", false, "there is no variable evnt")]
    public void Test_AnswersOrSaysWhyNot(string text, bool holds, string? why)
    {
        using var json = JsonDocument.Parse(Order);
        var answered = Cel.Compile(text).TryTest(new SingleVariable("event", CelValue.From(json.RootElement)), out var held, out var error);

        Assert.Equal((holds, why is null), (held, answered));
        Assert.Contains(why ?? "", error ?? "", StringComparison.Ordinal);
    }

    // The trip of a circuit breaker: variables that are whole numbers.
    [Theory]
    [InlineData("two > one", true)]
    [InlineData("two > 1 && one / two > 0.5", false)]
    [InlineData("two > 1 && one / one > 0.5", true)]
    public void WholeNumbers_AreComparedWithAnyNumber(string text, bool holds)
    {
        Assert.True(Cel.Compile(text).TryTest(Cel.Variables(), out var held, out _));
        Assert.Equal(holds, held);
    }
}
