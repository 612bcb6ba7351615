namespace MeshRuntime.InteropTests.Kit;

/// <summary>An app that is not ours, and its sidecar.</summary>
internal sealed record ForeignWorkload(ForeignApp App, SidecarHandle Sidecar)
{
    public string AppId => Sidecar.AppId;

    /// <summary>The echo app and its sidecar, both ready.</summary>
    public static Task<ForeignWorkload> StartAsync(Language language, MeshBed bed, SidecarSetup setup) =>
        StartAsync(language, bed, setup with { AppProtocol = "grpc" }, "app");

    /// <summary>An app and its sidecar, both ready.</summary>
    /// <param name="language">Whose script.</param>
    /// <param name="bed">Owns both.</param>
    /// <param name="setup">The sidecar, with the protocol of the app.</param>
    /// <param name="script">Name of the app's script.</param>
    /// <param name="arguments">What the script takes after its port.</param>
    public static async Task<ForeignWorkload> StartAsync(
        Language language, MeshBed bed, SidecarSetup setup, string script, params string[] arguments)
    {
        var app = await ForeignApp.StartAsync(language, bed, script, arguments);
        return new ForeignWorkload(app, await bed.SidecarAsync(setup with { AppPort = app.Port }));
    }
}
