using System.Security.Cryptography;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>A body of any size, remembered in little memory: its length, its hash, its first bytes.</summary>
internal sealed record BodyDigest(long Length, string Hash, byte[] Start)
{
    private const int Kept = 64 * 1024;

    public static async Task<BodyDigest> ReadAsync(Stream body, CancellationToken cancellation = default)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var start = new MemoryStream();
        var buffer = new byte[64 * 1024];
        long length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            start.Write(buffer, 0, (int)Math.Min(read, Kept - start.Length));
        }

        return new BodyDigest(length, Convert.ToHexString(hash.GetHashAndReset()), start.ToArray());
    }
}
