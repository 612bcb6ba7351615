using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Computes the sidecar-to-sidecar port that an app gets when none is given: the same at each start from the same place (Dapr's rule).</summary>
internal static class StablePort
{
    // Dapr's range: above the ports commonly used, below the end.
    private const int First = 47300;
    private const int End = 65535;

    /// <summary>The port of an app started by this process.</summary>
    public static int ForThisProcess(string appId) => For(appId, Environment.CurrentDirectory, UserId.Current, Dns.GetHostName());

    /// <summary>The port of an app, by what makes one start the repetition of another.</summary>
    public static int For(string appId, string workingFolder, string userId, string hostName)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{appId}|{workingFolder}|{userId}|{hostName}"));
        return First + (BinaryPrimitives.ReadUInt16LittleEndian(hash) % (End - First));
    }
}
