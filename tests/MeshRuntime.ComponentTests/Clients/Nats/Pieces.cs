using System.Buffers;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>Bytes in several pieces of memory, as a pipe hands them over.</summary>
internal sealed class Pieces : ReadOnlySequenceSegment<byte>
{
    private Pieces(ReadOnlyMemory<byte> memory, long index)
    {
        Memory = memory;
        RunningIndex = index;
    }

    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, IEnumerable<int> cuts)
    {
        Pieces? first = null;
        Pieces? last = null;
        var from = 0;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            var piece = new Pieces(bytes[from..cut].ToArray(), from);
            first ??= piece;
            last?.Next = piece;
            last = piece;
            from = cut;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }
}
