using System.Globalization;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>What a <see cref="Player"/> can play. Each says what it did on its output.</summary>
internal static class Roles
{
    public static Task<int> PlayAsync(string[] role) => role switch
    {
        ["certificates", var folder] => IssueAsync(folder),
        ["names", var folder, var app, var port] => AnnounceAsync(folder, app, int.Parse(port, CultureInfo.InvariantCulture)),
        ["flood", var folder, var port] => FloodAsync(folder, int.Parse(port, CultureInfo.InvariantCulture)),
        ["publisher", var folder, var topic] => PubSubRoles.PublishAsync(folder, topic),
        ["subscriber", var folder, var topic, var group, var manner] => PubSubRoles.SubscribeAsync(folder, topic, group, manner),
        ["disk", var folder] => PubSubRoles.FillDiskAsync(folder),
        _ => throw new ArgumentException($"no such role: {string.Join(' ', role)}", nameof(role)),
    };

    private static async Task<int> IssueAsync(string folder)
    {
        // All players are loaded and wait at the same line, so that their first use of the folder is one moment.
        Console.WriteLine("loaded");
        _ = await Console.In.ReadLineAsync();
        await using var source = await new Bench(folder).StartAsync<ICertificateSource>("mtls.local");
        var bundle = await source.IssueAsync(new WorkloadIdentity("public", "default", "player"), CancellationToken.None);
        Console.WriteLine(bundle.TrustAnchors.Single().Thumbprint);
        return 0;
    }

    private static async Task<int> AnnounceAsync(string folder, string app, int port)
    {
        await using var resolver = await new Bench(folder).StartAsync<INameResolver>("nameresolution.sqlite");
        await resolver.RegisterAsync(new ServiceInstance(new ServiceName(app, "default"), "127.0.0.1", port), CancellationToken.None);
        Console.WriteLine("announced");
        if (await Console.In.ReadLineAsync() == "watch")
        {
            await using var sight = new Sight(resolver, app);
            await Eventually.TrueAsync(() => Task.FromResult(sight.Sets.Count > 0), "a first set");
            Console.WriteLine("watching");
            _ = await Console.In.ReadLineAsync();
        }

        return 0;
    }

    /// <summary>Comes and goes in the registry without pause until the input ends.</summary>
    private static async Task<int> FloodAsync(string folder, int port)
    {
        await using var resolver = await new Bench(folder).StartAsync<INameResolver>("nameresolution.sqlite");

        // The console's reader blocks even when it is asked asynchronously.
        var end = Task.Run(Console.In.ReadLine);
        for (var count = 0; !end.IsCompleted; count++)
        {
            await resolver.RegisterAsync(new ServiceInstance(new ServiceName("flood", "default"), "127.0.0.1", port), CancellationToken.None);
            if (count == 20)
            {
                Console.WriteLine("flooding");
            }
        }

        return 0;
    }
}
