using System.Buffers;
using System.Text;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Keeps the bytes that an app receives, before anything has parsed them.</summary>
internal sealed class WireTap
{
    // Enough for every test that looks at bytes; a 100 MB body is not to be kept.
    private const int Kept = 4 * 1024 * 1024;

    private readonly MemoryStream _bytes = new();

    /// <summary>What came so far, one char a byte, all connections one after the other.</summary>
    public string Text
    {
        get
        {
            lock (_bytes)
            {
                return Encoding.Latin1.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
            }
        }
    }

    public void Clear()
    {
        lock (_bytes)
        {
            _bytes.SetLength(0);
        }
    }

    public void Add(ReadOnlySequence<byte> bytes)
    {
        lock (_bytes)
        {
            foreach (var segment in bytes)
            {
                _bytes.Write(segment.Span[..(int)Math.Min(segment.Length, Kept - _bytes.Length)]);
            }
        }
    }
}
