using MeshRuntime.Abstractions.Mtls;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>What a <see cref="Player"/> can play. Each says what it did on its output.</summary>
internal static class Roles
{
    public static Task<int> PlayAsync(string[] role) => role switch
    {
        ["certificates", var folder] => IssueAsync(folder),
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
}
