using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>
/// A command as it goes over the wire, in rented memory. What is added is copied at once. Whoever sends it gives it away: the connection returns
/// the memory, and the command is not used again.
/// </summary>
internal sealed class RespCommand
{
    // "$", a length of ten digits and two line ends.
    private const int FrameBytes = 15;

    private byte[]? _buffer = ArrayPool<byte>.Shared.Rent(256);
    private int _length;

    public RespCommand(string name)
    {
        Name = name;
        Add(name);
    }

    /// <summary>The command's own name, for messages. Arguments are never shown: they may be secrets.</summary>
    public string Name { get; }

    public int Arguments { get; private set; }

    public int Length => _length;

    public RespCommand Add(ReadOnlySpan<byte> argument)
    {
        Reserve(argument.Length);
        Head(argument.Length);
        argument.CopyTo(_buffer.AsSpan(_length));
        _length += argument.Length;
        return End();
    }

    public RespCommand Add(string argument)
    {
        var bytes = Encoding.UTF8.GetByteCount(argument);
        Reserve(bytes);
        Head(bytes);
        _length += Encoding.UTF8.GetBytes(argument, _buffer.AsSpan(_length));
        return End();
    }

    public RespCommand Add(long argument)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(argument, digits, out var written);
        return Add(digits[..written]);
    }

    /// <summary>Writes the whole command, its count of arguments first.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        Debug.Assert(_buffer is not null, "a command is sent once");
        var head = output.GetSpan(FrameBytes);
        head[0] = (byte)'*';
        Utf8Formatter.TryFormat(Arguments, head[1..], out var digits);
        "\r\n"u8.CopyTo(head[(1 + digits)..]);
        output.Advance(digits + 3);
        output.Write(_buffer.AsSpan(0, _length));
    }

    /// <summary>Returns the memory; a second time does nothing.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            // A password stays in memory no longer than it must.
            ArrayPool<byte>.Shared.Return(rented, clearArray: Name is "AUTH" or "HELLO");
        }
    }

    private void Head(int length)
    {
        var span = _buffer.AsSpan(_length);
        span[0] = (byte)'$';
        Utf8Formatter.TryFormat(length, span[1..], out var digits);
        "\r\n"u8.CopyTo(span[(1 + digits)..]);
        _length += digits + 3;
    }

    private RespCommand End()
    {
        "\r\n"u8.CopyTo(_buffer.AsSpan(_length));
        _length += 2;
        Arguments++;
        return this;
    }

    private void Reserve(int bytes)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        var needed = checked(_length + bytes + FrameBytes);
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(Array.MaxLength, 2L * _buffer.Length)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
