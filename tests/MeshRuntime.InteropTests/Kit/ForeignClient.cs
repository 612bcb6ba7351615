namespace MeshRuntime.InteropTests.Kit;

/// <summary>A client that is not ours, in a process that says itself whether all went well.</summary>
internal static class ForeignClient
{
    /// <summary>Runs a scenario through a sidecar's gRPC port to an app.</summary>
    public static Task PassAsync(Language language, string scenario, SidecarHandle sidecar, string appId, params string[] options) =>
        PassAsync(language, scenario, $"127.0.0.1:{sidecar.GrpcPort}", appId, options);

    /// <param name="language">Whose client.</param>
    /// <param name="scenario">One of <c>node/scenarios</c> or <c>python/scenarios</c>, or several with commas between.</param>
    /// <param name="target"><c>host:port</c> or <c>unix:/path</c>.</param>
    /// <param name="appId">The app to be called; null when the target is the app itself.</param>
    /// <param name="options">Further <c>name=value</c> pairs.</param>
    public static async Task PassAsync(Language language, string scenario, string target, string? appId, params string[] options)
    {
        string[] to = appId is null ? [target] : [target, appId];
        Report(await Script.RunAsync(language, "client", [scenario, .. to, .. options]));
    }

    /// <summary>Fails the test with what the script said, if it ended with a failure.</summary>
    public static void Report(ProcessResult result)
    {
        Assert.True(result.ExitCode == 0, result.All);
        TestContext.Current.TestOutputHelper?.WriteLine(result.All);
    }
}
