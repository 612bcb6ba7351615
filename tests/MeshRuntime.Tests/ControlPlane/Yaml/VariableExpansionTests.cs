using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.Tests.ControlPlane.Yaml;

public sealed class VariableExpansionTests
{
    private readonly ProblemList _problems = new();

    [Theory]
    [InlineData("a: ${NAME}/x", "a: orders/x")]
    [InlineData("a: $NAME/x", "a: orders/x")]
    [InlineData("a: $NAMES", "a: ")]
    [InlineData("a: ${NAME}${NAME}", "a: ordersorders")]
    [InlineData("a: 5$", "a: 5")]
    [InlineData("a: $$NAME", "a: orders")]
    [InlineData("a: ${", "a: ")]
    [InlineData("a: ${}", "a: ")]
    [InlineData("# costs $5 and $NAME", "# costs $5 and $NAME")]
    public void Variables_AreReplacedAsGoDoes(string text, string expected) => Assert.Equal(expected, Expand(text).Text);

    [Fact]
    public void ValueOfSeveralLines_LeavesLaterLinesWhereTheyStand()
    {
        var source = Expand("a:\n${LIST}\nb: 1\nc: [\n");
        var documents = YamlFile.Parse(source with { Text = source.Text.Replace("c: [\n", "", StringComparison.Ordinal) }, _problems);

        var root = Assert.IsType<YamlMapping>(Assert.Single(documents).Root);
        Assert.Equal(3, root.Entries[1].Place.Line);
        var items = Assert.IsType<YamlList>(root.Find("a")).Items;
        Assert.Equal([2, 2], items.Select(item => item.Place.Line));
        Assert.All(items, item => Assert.True(Assert.IsType<YamlScalar>(item).FromEnvironment));
        Assert.False(Assert.IsType<YamlScalar>(root.Find("b")).FromEnvironment);
    }

    [Fact]
    public void VariableThatIsNotSet_IsSaidWithItsLine()
    {
        Expand("a: 1\nb: ${GONE}\n");

        var problem = Assert.Single(_problems.ToList());
        Assert.Equal((ProblemSeverity.Warning, 2), (problem.Severity, problem.Line));
        Assert.Contains("GONE", problem.What, StringComparison.Ordinal);
    }

    private SourceText Expand(string text) => VariableExpansion.Expand(
        new SourceText("c.yaml", text), name => name switch { "NAME" => "orders", "LIST" => "  - x\n  - y", _ => null }, _problems);
}
