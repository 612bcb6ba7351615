using MeshRuntime.IntegrationTests.Kit;
using MeshRuntime.TestBrokers;

namespace MeshRuntime.IntegrationTests.Cli;

/// <summary>The quickstart of messages: every order reaches both subscribers and is handled once, on the embedded broker and on another one.</summary>
[Collection(AloneCollection.Name)]
public sealed class PubSubTests
{
    private const string Folder = "quickstarts/pub-sub";

    private static readonly string[] Promised =
    [
        "== APP - checkout == Done: 10 orders are published",
        .. Enumerable.Range(1, 10).SelectMany(number => new[] { $"== APP - shipping == Shipped order {number}:", $"== APP - billing == Billed order {number}:" }),
        "== APP - shipping == Order 10 came again, and is not shipped twice",
        "== APP - billing == Order 10 came again, and is not billed twice",
    ];

    [Fact]
    public async Task Quickstart_DeliversEveryOrderToBoth() => IsOnce(await Quickstart.RunAsync([Folder], Promised));

    [Fact]
    public async Task SameApps_RunOnRedis()
    {
        await using var redis = new RedisBroker();
        await redis.StartAsync();
        var resources = Directory.CreateTempSubdirectory("mesh-resources-").FullName;
        try
        {
            // The folder that the README names, with the port of this server.
            var yaml = await File.ReadAllTextAsync(Path.Combine(Repository.Root, Folder, "resources-redis", "pubsub.yaml"));
            await File.WriteAllTextAsync(Path.Combine(resources, "pubsub.yaml"), yaml.Replace("localhost:6379", $"127.0.0.1:{redis.Port}", StringComparison.Ordinal));

            IsOnce(await Quickstart.RunAsync([Folder, "--resources-path", resources], Promised));
        }
        finally
        {
            Directory.Delete(resources, recursive: true);
        }
    }

    private static void IsOnce(string output)
    {
        Assert.Equal(10, output.Split("Shipped order").Length - 1);
        Assert.Equal(10, output.Split("Billed order").Length - 1);
    }
}
