namespace MeshRuntime.InteropTests.Runtime;

/// <summary>The apps that InvokeService and the HTTP API call: one of Python and one of Dapr's JavaScript SDK for each protocol.</summary>
internal static class InvocationApps
{
    /// <summary>An HTTP app of Python's own server.</summary>
    public static Task<ForeignWorkload> PythonHttpAsync(this InteropMesh mesh) => StartAsync(mesh, Language.Python, "python-http", "http", "http_app");

    /// <summary>A gRPC app that implements <c>AppCallback.OnInvoke</c> with python3-grpcio.</summary>
    public static Task<ForeignWorkload> PythonGrpcAsync(this InteropMesh mesh) =>
        StartAsync(mesh, Language.Python, "python-grpc", "grpc", "callback_app");

    /// <summary>An app of the SDK.</summary>
    /// <param name="mesh">Owns it.</param>
    /// <param name="protocol"><c>http</c> or <c>grpc</c>.</param>
    public static Task<ForeignWorkload> SdkAsync(this InteropMesh mesh, string protocol) =>
        StartAsync(mesh, Language.Node, $"sdk-{protocol}", protocol, "sdk-app", protocol);

    private static Task<ForeignWorkload> StartAsync(
        InteropMesh mesh, Language language, string appId, string protocol, string script, params string[] arguments) =>
        mesh.OnceAsync(appId, () => ForeignWorkload.StartAsync(
            language, mesh.Bed, new SidecarSetup(appId) { AppProtocol = protocol }, script, arguments));
}
