namespace MeshRuntime.IntegrationTests.Configuration;

/// <summary>One start reports every mistake of every file, each with its place and its cure, and refuses all.</summary>
public sealed class BadYamlTests : MeshTest
{
    private const string Component =
        """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: NAME
        spec:
          type: TYPE
          version: v1
          metadata:
          - name: FIELD
            value: "VALUE"
        """;

    [Fact]
    public async Task AllProblemsOfAllFiles_AreReportedAtOnce()
    {
        WriteComponent("res/a.yaml", "one", "secretstores.local.fiel", "secretsFile", "x.json");
        WriteComponent("res/b.yaml", "two", "mtls.local", "workloadCertTTL", "soon");
        var config = Bed.Write(
            "config.yaml",
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: c
            spec:
              accessControl:
                defaultAction: maybe
                polices:
                - appId: client
            """);

        var result = await StartAsync("--resources-path", Path.Combine(Bed.Home, "res"), "--config", config);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.yaml:6", result.All, StringComparison.Ordinal);
        Assert.Contains("secretstores.local.file", result.All, StringComparison.Ordinal);
        Assert.Contains("b.yaml:9", result.All, StringComparison.Ordinal);
        Assert.Contains("workloadCertTTL", result.All, StringComparison.Ordinal);
        Assert.Contains("config.yaml:7", result.All, StringComparison.Ordinal);
        Assert.Contains("config.yaml:8", result.All, StringComparison.Ordinal);
        Assert.Contains("policies", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenYaml_IsReportedWithTheProblemsOfTheOtherFiles()
    {
        WriteComponent("res/a.yaml", "one", "secretstores.local.fiel", "secretsFile", "x.json");
        Bed.Write("res/b.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: two\n spec: [unclosed\n");

        var result = await StartAsync("--resources-path", Path.Combine(Bed.Home, "res"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.yaml:6", result.All, StringComparison.Ordinal);
        Assert.Contains("b.yaml:5", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownKeyThatGrantsOrDenies_RefusesTheStart()
    {
        var config = Bed.Write(
            "config.yaml",
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: c
            spec:
              api:
                alowed:
                - name: invoke
                  version: v1
                  protocol: http
            """);

        var result = await StartAsync("--config", config);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("config.yaml:7", result.All, StringComparison.Ordinal);
        Assert.Contains("allowed", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownKeyElsewhere_IsAWarningWithTheNearestKey()
    {
        var config = Bed.Write(
            "config.yaml",
            """
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: c
            spec:
              metric:
                enabeld: true
            """);

        var client = await Bed.SidecarAsync("client", "--config", config);

        Assert.Contains(client.Log.Lines, line =>
            line.Contains("config.yaml:7", StringComparison.Ordinal) && line.Contains("enabled", StringComparison.Ordinal)
            && line.Contains("level=warn", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TwoComponentsOfOneName_AreRefused_AndBothFilesNamed()
    {
        WriteComponent("res/a.yaml", "secrets", "secretstores.local.env", "prefix", "A_");
        WriteComponent("res/b.yaml", "secrets", "secretstores.local.env", "prefix", "B_");

        var result = await StartAsync("--resources-path", Path.Combine(Bed.Home, "res"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("a.yaml", result.All, StringComparison.Ordinal);
        Assert.Contains("b.yaml", result.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--resources-path", "nowhere")]
    [InlineData("--config", "nowhere.yaml")]
    public async Task MissingPath_IsNamed(string flag, string path)
    {
        var result = await StartAsync(flag, Path.Combine(Bed.Home, path));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(path, result.All, StringComparison.Ordinal);
    }

    // F10
    [Theory]
    [InlineData("a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
        + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n")]
    [InlineData("kind: &k {a: *k}\n")]
    [InlineData("kind: !!System.Diagnostics.Process {StartInfo: x}\n")]
    [InlineData("kind: Component\0\n")]
    public async Task HostileYaml_IsRefusedWithItsPlace(string text)
    {
        var config = Bed.Write("config.yaml", "apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: c\nspec:\n  " +
            text.TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal) + "\n");

        var result = await StartAsync("--config", config);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("config.yaml:", result.All, StringComparison.Ordinal);
    }

    private void WriteComponent(string file, string name, string type, string field, string value) => Bed.Write(
        file,
        Component.Replace("NAME", name, StringComparison.Ordinal).Replace("TYPE", type, StringComparison.Ordinal)
            .Replace("FIELD", field, StringComparison.Ordinal).Replace("VALUE", value, StringComparison.Ordinal));

    private Task<ProcessResult> StartAsync(params string[] flags) => Bed.MeshdAsync(
    [
        "--app-id", "client", "--dapr-http-port", $"{Bed.NextPort()}", "--dapr-internal-grpc-port", $"{Bed.NextPort()}",
        "--metrics-port", $"{Bed.NextPort()}", .. flags,
    ]);
}
