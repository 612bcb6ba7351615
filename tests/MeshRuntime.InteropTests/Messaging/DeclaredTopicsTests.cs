namespace MeshRuntime.InteropTests.Messaging;

/// <summary>An app that knows nothing of Dapr, with Python's own HTTP server: its topics are declared in YAML.</summary>
public sealed class DeclaredTopicsTests(InteropMesh mesh) : InteropTest(mesh)
{
    private const string Resources = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata:
          name: bus
        spec:
          type: pubsub.in-memory
          version: v1
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: orders
        spec:
          pubsubname: bus
          topic: orders
          route: orders
        scopes:
        - declared
        ---
        apiVersion: dapr.io/v2alpha1
        kind: Subscription
        metadata:
          name: routed
        spec:
          pubsubname: bus
          topic: routed
          routes:
            rules:
            - match: event.type == "vip"
              path: /vip
            default: /others
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: strict
        spec:
          pubsubname: bus
          topic: strict
          route: /strict
          deadLetterTopic: dead
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: dead
        spec:
          pubsubname: bus
          topic: dead
          route: /dead
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: batched
        spec:
          pubsubname: bus
          topic: batched
          route: /batch
          bulkSubscribe:
            enabled: true
            maxMessagesCount: 5
            maxAwaitDurationMs: 20
        ---
        apiVersion: dapr.io/v2alpha1
        kind: Subscription
        metadata:
          name: bare
        spec:
          pubsubname: bus
          topic: bare
          routes:
            default: /bare
          metadata:
            rawPayload: "true"
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata:
          name: foreign
        spec:
          pubsubname: bus
          topic: foreign
          route: /foreign
        scopes:
        - another
        """;

    public static TheoryData<string> Scenarios => ["route", "rules", "answers", "batch", "raw", "expired", "scope"];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task DeclaredTopic_ReachesTheApp(string name) => (await RunAsync()).AssertPassed(name);

    private Task<ScriptRun> RunAsync() => Mesh.OnceAsync("declared topics", async () =>
    {
        var folder = Path.GetDirectoryName(Mesh.Bed.Write("declared/topics.yaml", Resources))!;
        var sidecar = Mesh.Bed.Start(new SidecarSetup("declared")
        {
            AppPort = Mesh.Bed.NextPort(),
            AppProtocol = "http",
            Flags = ["--resources-path", folder],
        });
        var names = string.Join(',', Scenarios.Select(row => row.Data));
        return await ScriptRun.StartAsync(Language.Python, "declared_topics", [names, $"{sidecar.Setup.AppPort}", $"{sidecar.HttpPort}"], sidecar);
    });
}
