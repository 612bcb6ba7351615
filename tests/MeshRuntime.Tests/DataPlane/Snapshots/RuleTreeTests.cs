using MeshRuntime.DataPlane.Snapshots;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Snapshots;

public sealed class RuleTreeTests
{
    [Theory]
    // A name covers itself and everything below it, and nothing beside it.
    [InlineData("/op1", "/op1", "/op1")]
    [InlineData("/op1", "/op1/x/y", "/op1")]
    [InlineData("/op1", "/op10", null)]
    [InlineData("/op1", "/", null)]
    [InlineData("/a/b", "/a", null)]
    [InlineData("/", "/", "/")]
    [InlineData("/", "/a", null)]
    // A last star: one segment, or none.
    [InlineData("/a/*", "/a/b", "/a/*")]
    [InlineData("/a/*", "/a", "/a/*")]
    [InlineData("/a/*", "/a/b/c", null)]
    [InlineData("/*", "/", "/*")]
    [InlineData("/*", "/a/b", null)]
    // A last double star: everything below, or none.
    [InlineData("/a/**", "/a/b/c/d", "/a/**")]
    [InlineData("/a/**", "/a", "/a/**")]
    [InlineData("/a/**", "/ab", null)]
    [InlineData("/**", "/anything/at/all", "/**")]
    // Stars inside a name.
    [InlineData("/a/**/c", "/a/b/c", "/a/**/c")]
    [InlineData("/a/**/c", "/a/b/b/c", null)]
    [InlineData("/a/*/c", "/a/b/c", null)]
    [InlineData("/a/*/c", "/a/*/c", "/a/*/c")] // the segment is the star itself
    // Globs stay inside their segment.
    [InlineData("/a*z", "/abcz/more", "/a*z")]
    [InlineData("/a*z", "/az", "/a*z")]
    [InlineData("/a*z", "/ab/z", null)]
    [InlineData("/*.js", "/app.min.js", "/*.js")]
    [InlineData("/a*b*c", "/aXbXbXc", "/a*b*c")]
    [InlineData("/a*b*c", "/aXcXb", null)]
    public void OneRule_Covers(string rule, string path, string? found) => Assert.Equal(found, Find(path, rule));

    [Fact]
    public void FirstWrittenSiblingThatMatches_IsTaken()
    {
        Assert.Equal("/a/*", Find("/a/b", "/a/*", "/a/b"));
        Assert.Equal("/a/b", Find("/a/b", "/a/b", "/a/*"));
        Assert.Equal("/o*", Find("/orders", "/o*", "/or*", "/orders"));
        Assert.Equal("/**", Find("/orders", "/x", "/**", "/orders"));
    }

    [Fact]
    public void FirstMatchLeadsNowhere_IsNotTakenBack() => Assert.Null(Find("/orders/list", "/o*/x", "/orders/list"));

    [Fact]
    public void ShorterRule_ShadowsTheLonger() => Assert.Equal("/a", Find("/a/b", "/a/b", "/a"));

    [Fact]
    public void SameNameTwice_FirstCounts()
    {
        var first = new OperationRule("/a", [], Allows: true);

        Assert.Same(first, RuleTree.Build([first, first with { Allows = false }]).Find("/a"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    [InlineData(1000)]
    public void ManyOperations_EachFindsItsOwn(int count)
    {
        var tree = RuleTree.Build(Enumerable.Range(0, count).Select(i => new OperationRule($"/op{i}", [], Allows: i % 2 == 0)));

        Assert.All(Enumerable.Range(0, count), i => Assert.Equal($"/op{i}", tree.Find($"/op{i}/x")?.Name));
        Assert.Null(tree.Find("/op"));
    }

    private static string? Find(string path, params string[] rules) =>
        RuleTree.Build(rules.Select(name => new OperationRule(name, [], Allows: true))).Find(path)?.Name;
}
