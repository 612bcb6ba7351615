using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

public sealed class MeshPathTests
{
    [Fact]
    public void LiteralsStandAndValuesAreEscaped()
    {
        MeshPath path = $"/a b/{"a b"}/{7}-{1.5}/{true}/{OrderState.Shipped}/{new Uri("x", UriKind.Relative)}";

        Assert.Equal("/a b/a%20b/7-1.5/true/Shipped/x", path.ToString());
    }

    [Theory]
    [InlineData("", "has an empty segment, which is lost on the way")]
    [InlineData(".", "has a segment of dots, which is cleaned away on the way")]
    [InlineData("..", "has a segment of dots, which is cleaned away on the way")]
    [InlineData("a/b", "has a slash, which one segment cannot carry: use {*id} in the route, or the query")]
    [InlineData("a?b", "has a '?', which sidecars refuse in a path: send it in the query")]
    [InlineData("a\n", "has the control character U+000A, which sidecars refuse in a path: send it in the query")]
    public void SegmentThatWouldNotArrive_IsRefused(string id, string why)
    {
        var refusal = Assert.Throws<ArgumentException>("id", () => { MeshPath path = $"/orders/{id}"; });

        Assert.StartsWith($"The path's value id, '{id}', {why}.", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "/files/")]
    [InlineData("a", "/files/a")]
    [InlineData("a b/c%/ö", "/files/a%20b/c%25/%C3%B6")]
    public void SeveralSegments_KeepTheirSlashes(string file, string expected)
    {
        MeshPath path = $"/files/{file:*}";

        Assert.Equal(expected, path.ToString());
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    public void SegmentsThatWouldNotArrive_AreRefused(string file) =>
        Assert.Throws<ArgumentException>("file", () => { MeshPath path = $"/files/{file:*}"; });

    [Fact]
    public void Query_LeavesNullsOut()
    {
        MeshPath path = $"/orders";
        path.AddQuery("a", (string?)null);
        path.AddQuery("b", (int?)null);
        path.AddQuery("c", (bool?)null);
        path.AddQuery("d", (Uri?)null);
        path.AddQuery("e&", (int?)-1);
        path.AddQuery("f", "");
        path.AddQuery("g", (bool?)false);

        Assert.Equal("/orders?e%26=-1&f=&g=false", path.ToString());
    }

    /// <summary>The room on the stack has 256 letters: one less, as many, one more, and many more, of which each takes nine when it is escaped.</summary>
    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(5000)]
    public void LongPath_IsWhole(int length)
    {
        var text = new string('€', length);
        MeshPath path = $"/{text}/end";
        path.AddQuery("q", text);

        var escaped = string.Concat(Enumerable.Repeat("%E2%82%AC", length));
        Assert.Equal($"/{escaped}/end?q={escaped}", path.ToString());
    }

    [Fact]
    public void ValueLongerThanItsBuffer_IsWhole()
    {
        MeshPath path = $"/{Long}";

        Assert.Equal("/" + System.Numerics.BigInteger.Pow(10, 300), path.ToString());
    }

    private static System.Numerics.BigInteger Long => System.Numerics.BigInteger.Pow(10, 300);
}
