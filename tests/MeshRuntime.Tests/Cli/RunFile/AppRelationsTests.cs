using Xunit;

namespace MeshRuntime.Tests.Cli.RunFile;

public sealed class AppRelationsTests
{
    [Fact]
    public void UnknownDependency_NamesTheNearestApp()
    {
        Assert.Equal(
            "dapr.yaml:6: error: dependsOn: 'b' waits for 'ordrs', but the file has no such app: did you mean 'orders'?",
            Assert.Single(Problems("{ appID: orders, appDirPath: a }", "{ appID: b, appDirPath: a,\n    dependsOn: [ordrs] }")));
    }

    [Fact]
    public void UnknownDependencyLikeNone_ListsTheApps()
    {
        Assert.EndsWith(
            "it has orders, b",
            Assert.Single(Problems("{ appID: orders, appDirPath: a }", "{ appID: b, appDirPath: a, dependsOn: [database] }")));
    }

    [Fact]
    public void Circle_IsNamedAsAWhole()
    {
        var problem = Assert.Single(Problems(
            "{ appID: x, appDirPath: a, dependsOn: [p] }",
            "{ appID: p, appDirPath: a, dependsOn: [q] }",
            "{ appID: q, appDirPath: a, dependsOn: [r] }",
            "{ appID: r, appDirPath: a, dependsOn: [p] }"));

        Assert.Equal("dapr.yaml:7: error: dependsOn makes a circle: p → q → r → p: remove one of these", problem);
    }

    [Fact]
    public void DependencyOnItself_IsACircle() =>
        Assert.Contains("p → p", Assert.Single(Problems("{ appID: p, appDirPath: a, dependsOn: [p] }")));

    [Fact]
    public void TwoWaysToOneApp_AreNoCircle() => Assert.Empty(Problems(
        "{ appID: p, appDirPath: a, dependsOn: [q, r] }",
        "{ appID: q, appDirPath: a, dependsOn: [s] }",
        "{ appID: r, appDirPath: a, dependsOn: [s] }",
        "{ appID: s, appDirPath: a }"));

    [Fact]
    public void OnePortForTwo_IsAnErrorThatNamesBoth()
    {
        Assert.Equal(
            "dapr.yaml:5: error: daprHTTPPort of 'b' is 3501, which is also appPort of 'p': give each its own port",
            Assert.Single(Problems("{ appID: p, appDirPath: a, appPort: 3501 }", "{ appID: b, appDirPath: a, daprHTTPPort: 3501 }")));
    }

    [Fact]
    public void PortsThatMeanNotGiven_DoNotClash() => Assert.Empty(Problems(
        "{ appID: p, appDirPath: a, appPort: -1, daprHTTPPort: 0 }",
        "{ appID: b, appDirPath: a, appPort: -1, daprHTTPPort: 0 }"));

    private static string[] Problems(params string[] apps)
    {
        using var folder = new RunFolder("a");
        return folder.Read($"version: 1\n\napps:\n{string.Concat(apps.Select(app => $"  - {app}\n"))}").Problems;
    }
}
