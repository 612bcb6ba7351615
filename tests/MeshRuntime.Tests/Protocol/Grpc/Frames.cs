using System.Buffers.Binary;
using System.IO.Compression;
using Google.Protobuf;

namespace MeshRuntime.Tests.Protocol.Grpc;

/// <summary>Messages as they stand on the wire, written without the code under test.</summary>
internal static class Frames
{
    public static byte[] Of(IMessage message) => Of(0, message.ToByteArray());

    public static byte[] Of(byte flag, byte[] content) => [.. Prefix(flag, (uint)content.Length), .. content];

    public static byte[] Prefix(byte flag, uint length)
    {
        var prefix = new byte[5];
        prefix[0] = flag;
        BinaryPrimitives.WriteUInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    public static byte[] Gzip(byte[] content)
    {
        var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(content);
        }

        return output.ToArray();
    }
}
