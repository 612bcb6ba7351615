using System.Buffers.Binary;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>
/// Looks for damage in the middle of SQLite's log (the -wal file), which SQLite takes for its end: it would forget, without a word, what was committed
/// behind it. The sums of the frames are a chain, each going on from the last, so what is behind a broken one can still be told from what is left over
/// of older logs. Format: sqlite.org/fileformat2.html, section 4.
/// </summary>
/// <param name="Frame">The first broken frame, from 1; 0 for the head of the file.</param>
/// <param name="Lost">How many frames, from it on, belong to transactions that SQLite will not see.</param>
internal sealed record LogDamage(long Frame, long Lost)
{
    private const int HeadBytes = 32;
    private const int FrameHeadBytes = 24;
    private const uint Magic = 0x377f0682; // with its last bit the sums read big-endian words
    private const int MaxPageBytes = 65536;

    /// <summary>Reads the log once; nobody may be writing to it. Null when it is whole up to its end, or absent.</summary>
    public static LogDamage? Find(string log)
    {
        if (!File.Exists(log))
        {
            return null;
        }

        using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 256 * 1024);
        Span<byte> head = stackalloc byte[HeadBytes];
        if (file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes
            || (Word(head, 0) & ~1u) != Magic || Word(head, 8) is < 512 or > MaxPageBytes)
        {
            return null; // nothing can be told from it
        }

        var isBigEndian = (Word(head, 0) & 1) != 0;
        var expected = Sum(default, head[..24], isBigEndian);
        return Walk(file, head[16..24].ToArray(), (int)Word(head, 8), expected, SumIn(head[24..]) != expected ? 0 : null, isBigEndian);
    }

    /// <summary>Goes through the frames; after a broken one it looks for a transaction's end that fits what stands before it.</summary>
    private static LogDamage? Walk(FileStream file, byte[] salt, int pageBytes, (uint, uint) expected, long? broken, bool isBigEndian)
    {
        var frame = new byte[FrameHeadBytes + pageBytes];
        var lastEnd = 0L;
        var number = 1L;
        for (; file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; number++)
        {
            var isOfThisLog = frame.AsSpan(8, 8).SequenceEqual(salt);
            var fits = isOfThisLog && SumIn(frame.AsSpan(16)) == Sum(Sum(expected, frame.AsSpan(0, 8), isBigEndian), frame.AsSpan(FrameHeadBytes), isBigEndian);
            broken ??= fits ? null : number;
            if (fits && broken is not null && Word(frame, 4) != 0)
            {
                lastEnd = number;
            }

            expected = SumIn(frame.AsSpan(16));
        }

        return broken is { } first && lastEnd > 0 ? new LogDamage(first, lastEnd - Math.Max(first, 1) + 1) : null;
    }

    private static (uint, uint) Sum((uint, uint) sum, ReadOnlySpan<byte> data, bool isBigEndian)
    {
        var (one, two) = sum;
        for (; data.Length >= 8; data = data[8..])
        {
            one += (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data) : BinaryPrimitives.ReadUInt32LittleEndian(data)) + two;
            two += (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(data[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(data[4..])) + one;
        }

        return (one, two);
    }

    private static (uint, uint) SumIn(ReadOnlySpan<byte> data) => (Word(data, 0), Word(data, 4));

    private static uint Word(ReadOnlySpan<byte> data, int at) => BinaryPrimitives.ReadUInt32BigEndian(data[at..]);
}
