namespace MeshRuntime.IntegrationTests.Configuration;

/// <summary>A component's settings that come from a secret store or the environment. Seen by where the authority's folder ends up.</summary>
public sealed class SecretReferenceTests : MeshTest
{
    [Fact]
    public async Task SecretOfAFile_FillsASetting()
    {
        var folder = Path.Combine(Bed.Home, "from-file");
        Bed.Write("secrets.json", $$"""{ "mesh": { "folder": "{{folder}}" } }""");
        WriteStore("secretstores.local.file", $"\n  - name: secretsFile\n    value: {Path.Combine(Bed.Home, "secrets.json")}");
        WriteAuthority("secretKeyRef:\n      name: mesh:folder\n      key: mesh:folder");

        await Bed.SidecarAsync("client", "--resources-path", Path.Combine(Bed.Home, "res"));

        Assert.True(File.Exists(Path.Combine(folder, "ca.crt")));
    }

    [Fact]
    public async Task SecretOfTheEnvironment_FillsASetting()
    {
        var folder = Path.Combine(Bed.Home, "from-environment");
        WriteStore("secretstores.local.env", " []");
        WriteAuthority("secretKeyRef:\n      name: CA_FOLDER\n      key: CA_FOLDER");

        await Bed.SidecarAsync(new SidecarSetup("client") { Flags = ["--resources-path", Path.Combine(Bed.Home, "res")] }
            .WithEnvironment("CA_FOLDER", folder));

        Assert.True(File.Exists(Path.Combine(folder, "ca.crt")));
    }

    [Fact]
    public async Task EnvRef_FillsASetting()
    {
        var folder = Path.Combine(Bed.Home, "from-envref");
        WriteAuthority("envRef: CA_FOLDER");

        await Bed.SidecarAsync(new SidecarSetup("client") { Flags = ["--resources-path", Path.Combine(Bed.Home, "res")] }
            .WithEnvironment("CA_FOLDER", folder));

        Assert.True(File.Exists(Path.Combine(folder, "ca.crt")));
    }

    [Fact]
    public async Task MissingSecret_RefusesTheStart_WithoutShowingOthers()
    {
        Bed.Write("secrets.json", """{ "other": "canary-value" }""");
        WriteStore("secretstores.local.file", $"\n  - name: secretsFile\n    value: {Path.Combine(Bed.Home, "secrets.json")}");
        WriteAuthority("secretKeyRef:\n      name: missing\n      key: missing");

        var result = await Bed.MeshdAsync(
            "--app-id", "client", "--resources-path", Path.Combine(Bed.Home, "res"), "--dapr-http-port", $"{Bed.NextPort()}",
            "--metrics-port", $"{Bed.NextPort()}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("b.yaml:", result.All, StringComparison.Ordinal);
        Assert.Contains("missing", result.All, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.All, StringComparison.Ordinal);
    }

    // H01: a secret in a bad setting is not printed.
    [Fact]
    public async Task BadValueFromASecret_IsNotShown()
    {
        Bed.Write("secrets.json", """{ "ttl": "canary-value" }""");
        WriteStore("secretstores.local.file", $"\n  - name: secretsFile\n    value: {Path.Combine(Bed.Home, "secrets.json")}");
        WriteAuthority("secretKeyRef:\n      name: ttl\n      key: ttl", "workloadCertTTL");

        var result = await Bed.MeshdAsync(
            "--app-id", "client", "--resources-path", Path.Combine(Bed.Home, "res"), "--dapr-http-port", $"{Bed.NextPort()}",
            "--metrics-port", $"{Bed.NextPort()}");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("workloadCertTTL", result.All, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.All, StringComparison.Ordinal);
    }

    private void WriteStore(string type, string metadata) => Bed.Write(
        "res/a.yaml",
        $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: secrets
        spec:
          type: {type}
          version: v1
          metadata:{metadata}
        """);

    private void WriteAuthority(string reference, string field = "caFolder") => Bed.Write(
        "res/b.yaml",
        $"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: identity
        spec:
          type: mtls.local
          version: v1
          metadata:
          - name: {field}
            {reference}
        auth:
          secretStore: secrets
        """);
}
