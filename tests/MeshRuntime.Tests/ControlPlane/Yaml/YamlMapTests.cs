using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.Tests.ControlPlane.Yaml;

public sealed class YamlMapTests
{
    private readonly ProblemList _problems = new();

    [Theory]
    [InlineData("yes", true)]
    [InlineData("On", true)]
    [InlineData("TRUE", true)]
    [InlineData("\"true\"", true)]
    [InlineData("no", false)]
    [InlineData("off", false)]
    [InlineData("False", false)]
    [InlineData("", null)]
    [InlineData("~", null)]
    public void Booleans_AreThoseOfYaml11(string text, bool? expected)
    {
        Assert.Equal(expected, Map($"flag: {text}").Flag("flag"));
        Assert.Empty(_problems.ToList());
    }

    [Fact]
    public void WrongTypes_AreCollectedAndReadAsAbsent()
    {
        var map = Map("flag: maybe\nmap: 1\nlist: {}\nmaps: [1]\ntexts: [{}]\ntext: [a]\ntime: -5s\n");

        Assert.Null(map.Flag("flag"));
        Assert.Null(map.Map("map"));
        Assert.Empty(map.Maps("list"));
        Assert.Empty(map.Maps("maps"));
        Assert.Empty(map.Texts("texts"));
        Assert.Null(map.RequiredText("text", "cure"));
        Assert.Null(map.Duration("time", TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.MaxValue));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _problems.ToList().Select(problem => problem.Line));
        Assert.All(_problems.ToList(), problem => Assert.Equal(ProblemSeverity.Error, problem.Severity));
        Assert.Equal(["flag", "map", "list", "maps[0]", "texts[0]", "text", "time"], _problems.ToList().Select(problem => problem.Path));
    }

    [Fact]
    public void ValueOfTheEnvironment_IsNotShown()
    {
        var source = VariableExpansion.Expand(new SourceText("c.yaml", "flag: ${X}"), _ => "hunter2", _problems);
        var root = Assert.IsType<YamlMapping>(YamlFile.Parse(source, _problems)[0].Root);

        Assert.Null(new YamlMap(root, "", _problems, StringComparison.Ordinal).Flag("flag"));
        Assert.DoesNotContain("hunter2", Assert.Single(_problems.ToList()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void KeysThatDifferByCase_AreOneWhereCaseDoesNotCount()
    {
        Map("name: a\nName: b");
        Assert.Equal(2, Assert.Single(_problems.ToList()).Line);
    }

    [Fact]
    public void UnknownKeyNearAGuardedOne_IsAnErrorWhateverElseIsNot()
    {
        var map = Map("scope: [x]\nnmae: y\ncolour: z\n");
        map.Texts("scopes");
        map.Text("name");
        map.CheckUnread(ProblemSeverity.Warning, "scopes");

        Assert.Equal([ProblemSeverity.Error, ProblemSeverity.Warning, ProblemSeverity.Warning], _problems.ToList().Select(problem => problem.Severity));
        Assert.Equal(
            ["did you mean \"scopes\"?", "did you mean \"name\"?", "known here: scopes, name"], _problems.ToList().Select(problem => problem.Cure));
    }

    [Fact]
    public void OneWrongLetterInALongKey_FindsTheKeyThatWasMeant()
    {
        string[] known = ["accessControl", "defaultAction", "trustDomain", "policies", "operations", "httpVerb", "storeName", "deniedSecrets"];
        var typo =
            from key in Gen.Elements(known)
            from at in Gen.Choose(0, key.Length - 1)
            from letter in Gen.Elements("abcxyzQ-_1".ToCharArray())
            from kind in Gen.Choose(0, 3)
            select (key, typo: kind switch
            {
                0 => key.Remove(at, 1),
                1 => key.Insert(at, letter.ToString()),
                2 => key.Remove(at, 1).Insert(at, letter.ToString()),
                _ => at + 1 < key.Length ? key[..at] + key[at + 1] + key[at] + key[(at + 2)..] : key,
            });

        Prop.ForAll(typo.ToArbitrary(), pair => Spelling.Nearest(pair.typo, known) == pair.key).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private YamlMap Map(string text)
    {
        var root = Assert.IsType<YamlMapping>(YamlFile.Parse(new SourceText("f.yaml", text), _problems)[0].Root);
        return new YamlMap(root, "", _problems, StringComparison.OrdinalIgnoreCase);
    }
}
