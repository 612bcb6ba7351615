namespace MeshRuntime.InteropTests.PassThrough;

/// <summary>Who may call: tokens, access rules, and the socket in the file system.</summary>
public sealed class AccessTests : MeshTest
{
    private const string Policy =
        """
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: guarded
        spec:
          accessControl:
            defaultAction: deny
            trustDomain: public
            policies:
            - appId: allowed
              defaultAction: deny
              trustDomain: public
              namespace: default
              operations:
              - name: /meshruntime.interop.Echo/Unary
                action: allow
        """;

    [Theory]
    [InlineData(Language.Node)]
    [InlineData(Language.Python)]
    public async Task AccessRules_HoldForGrpcMethods(Language client)
    {
        var echo = await ForeignWorkload.StartAsync(
            Language.Python, Bed, new SidecarSetup("echo") { Flags = ["--config", Bed.Write("policy.yaml", Policy)] });
        var allowed = await Bed.SidecarAsync("allowed");
        var stranger = await Bed.SidecarAsync("stranger");

        await ForeignClient.PassAsync(client, "call", allowed, echo.AppId, "code=OK");
        await ForeignClient.PassAsync(client, "call", allowed, echo.AppId, "method=Stream", "code=PERMISSION_DENIED");
        await ForeignClient.PassAsync(client, "call", stranger, echo.AppId, "code=PERMISSION_DENIED");
    }

    [Theory]
    [InlineData(Language.Node, Language.Python)]
    [InlineData(Language.Python, Language.Node)]
    public async Task ApiToken_IsRequired_AndStaysHere_AppTokenArrives(Language client, Language app)
    {
        var caller = await Bed.SidecarAsync(new SidecarSetup("caller").WithEnvironment("DAPR_API_TOKEN", "api-canary"));
        var echo = await ForeignWorkload.StartAsync(app, Bed, new SidecarSetup("echo").WithEnvironment("APP_API_TOKEN", "app-canary"));

        await ForeignClient.PassAsync(client, "call", caller, echo.AppId, "code=UNAUTHENTICATED");
        await ForeignClient.PassAsync(client, "call", caller, echo.AppId, "token=wrong", "code=UNAUTHENTICATED");
        await ForeignClient.PassAsync(client, "call", caller, echo.AppId, "token=api-canary", "code=OK", "app-token=app-canary");
    }

    [Theory]
    [InlineData(Language.Node)]
    [InlineData(Language.Python)]
    public async Task UnixDomainSocket_TakesCalls(Language client)
    {
        var folder = Path.Combine(Bed.Home, "sockets");
        var echo = await ForeignWorkload.StartAsync(Language.Node, Bed, new SidecarSetup("echo"));
        Bed.Start(new SidecarSetup("caller") { Flags = ["--unix-domain-socket", folder] });
        await Wait.UntilAsync(() => File.Exists($"{folder}/dapr-caller-grpc.socket"), "the sidecar listens");

        await ForeignClient.PassAsync(client, "unary-empty,bidi-ping-pong,metadata-binary", $"unix:{folder}/dapr-caller-grpc.socket", echo.AppId);
    }

    [Theory]
    [InlineData(Language.Node)]
    [InlineData(Language.Python)]
    public async Task TargetThatIsNotThere_IsNamed(Language client)
    {
        var caller = await Bed.SidecarAsync("caller");

        await ForeignClient.PassAsync(client, "call", caller, "nobody", "code=UNKNOWN,UNAVAILABLE,NOT_FOUND", "says=nobody");
        await ForeignClient.PassAsync(client, "call", $"127.0.0.1:{caller.GrpcPort}", null, "code=UNKNOWN", "says=dapr-callee-app-id or dapr-app-id");
    }
}
