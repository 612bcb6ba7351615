using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.Tests.DataPlane.Messaging.Events;

public sealed class JsonFieldsTests
{
    private static readonly Gen<string> Texts = Gen.Elements("", "id", "data", "a\"b", "\\", "\n\0", "ü", "😀", "</script>").SelectMany(
        text => Gen.Choose(0, 30).Select(number => number < 20 ? text : text + (char)(number * 97)));

    private static readonly Gen<string> Scalars = Gen.OneOf(
        Texts.Select(text => JsonSerializer.Serialize(text)),
        Gen.Elements("null", "true", "false", "0", "-1.5e300", "12345678901234567890.123", " 7 ", "\"\\u00fc\\/\""));

    private static readonly Gen<string> Values = Gen.OneOf(
        Scalars,
        Scalars.ArrayOf().Select(items => $"[{string.Join(" , ", items)}]"),
        Scalars.Select(inner => $"{{\"x\":{{\"y\":[{inner}]}}, \"x\":1}}"));

    private static readonly Gen<string> Objects = Texts
        .SelectMany(name => Values.Select(value => JsonSerializer.Serialize(name) + " : " + value)).ArrayOf()
        .Select(fields => "{" + string.Join(",\t", fields) + "}\n");

    [Fact]
    public void AnyObject_IsSeenAsTheParserSeesIt() => Prop.ForAll(Objects.ToArbitrary(), text =>
    {
        Assert.True(JsonFields.TryParse(Encoding.UTF8.GetBytes(text), out var fields, out _));
        using var reference = JsonDocument.Parse(text);
        var last = new Dictionary<string, JsonElement>();
        foreach (var property in reference.RootElement.EnumerateObject())
        {
            last[property.Name] = property.Value;
        }

        Assert.Equal(last.Keys, fields.Names);
        Assert.All(last, field =>
        {
            Assert.True(fields.Has(field.Key));
            Assert.Equal(field.Value.GetRawText(), Encoding.UTF8.GetString(fields.Raw(field.Key).Span));
            Assert.Equal(field.Value.ValueKind == JsonValueKind.Null, fields.IsNothing(field.Key));
            Assert.Equal(field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : null, fields.Text(field.Key));
        });
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void RandomBytes_NeverThrow() => Prop.ForAll(
        Gen.Elements("{\"", "\":", "[", "]", "{", "}", "\"", "\\u", "\\ud800", "1", ",", " ", "\u00ff", "null", "é").ArrayOf().ToArbitrary(), parts =>
        {
            var bytes = Encoding.Latin1.GetBytes(string.Concat(parts));
            _ = JsonFields.FirstValue(bytes);
            if (JsonFields.TryParse(bytes, out var fields, out var problem))
            {
                Assert.All(fields.Names, name => _ = fields.Text(name));
            }
            else
            {
                Assert.NotEmpty(problem);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{\"a\":1")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1}//")]
    [InlineData("\ufeff{}")]
    public void WhatIsNoObject_IsRefusedWithAReason(string text)
    {
        Assert.False(JsonFields.TryParse(Encoding.UTF8.GetBytes(text), out _, out var problem));
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void InvalidUtf8_IsReplaced()
    {
        Assert.True(JsonFields.TryParse(Encoding.Latin1.GetBytes("{\"a\":\"x\u00ff\"}"), out var fields, out _));
        Assert.Equal("x\ufffd", fields.Text("a"));
    }

    [Fact]
    public void HalfOfASurrogatePair_StaysAsItIsWritten()
    {
        Assert.True(JsonFields.TryParse("""{"a":"x\ud800","\udc00":1}"""u8.ToArray(), out var fields, out _));
        Assert.Equal("""x\ud800""", fields.Text("a"));
        Assert.Equal(["a", """\udc00"""], fields.Names);
    }

    [Theory]
    [InlineData(9_999, true)]
    [InlineData(10_000, false)]
    public void Depth_HasALimit(int arrays, bool isRead) =>
        Assert.Equal(isRead, JsonFields.TryParse(Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', arrays)}{new string(']', arrays)}}}"), out _, out _));

    [Theory]
    [InlineData("1 2", 1)]
    [InlineData(" {\"a\":[]} x", 9)]
    [InlineData("\"a\"b", 3)]
    [InlineData("true", 4)]
    public void FirstValue_EndsWhereItEnds(string text, int length) => Assert.Equal(length, JsonFields.FirstValue(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("{\"a\":")]
    [InlineData("]")]
    public void TextThatBeginsWithNoValue_HasNone(string text) => Assert.Null(JsonFields.FirstValue(Encoding.UTF8.GetBytes(text)));
}
