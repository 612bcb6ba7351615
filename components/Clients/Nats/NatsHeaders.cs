using System.Buffers;
using System.Globalization;
using System.Text;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>The header block of a message: a status that only servers send, and fields. Names are compared by case, as NATS does.</summary>
internal sealed class NatsHeaders
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create([.. Enumerable.Range(0, 33).Select(i => (char)i), ':', '\x7F']);
    private static readonly SearchValues<char> NotInValues = SearchValues.Create("\r\n\0");

    private readonly List<KeyValuePair<string, string>> _fields = [];

    private static ReadOnlySpan<byte> Version => "NATS/1.0"u8;

    /// <summary>100 for word from JetStream, 503 for a request that nobody listens to; 0 for none.</summary>
    public int Status { get; private init; }

    /// <summary>What the server says beside the status.</summary>
    public string Description { get; private init; } = "";

    public IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>The first value of a field, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (field.Key == name)
                {
                    return field.Value;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// Reads a block. Servers pass on what any publisher wrote without a look at it, so what is malformed is left out, field by field: a client that
    /// hung up over it could be kept away from its messages for ever by one of them.
    /// </summary>
    public static NatsHeaders Parse(ReadOnlySequence<byte> block)
    {
        var bytes = block.IsSingleSegment ? block.FirstSpan : block.ToArray();
        if (!bytes.StartsWith(Version))
        {
            return new NatsHeaders();
        }

        var end = bytes.IndexOf("\r\n"u8);
        var first = Encoding.UTF8.GetString(bytes[Version.Length..(end < 0 ? bytes.Length : end)]).Trim();
        var digits = first.Length >= 3 && int.TryParse(first.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;
        var headers = new NatsHeaders { Status = digits, Description = digits == 0 ? "" : first[3..].Trim() };
        for (var rest = end < 0 ? [] : bytes[(end + 2)..]; !rest.IsEmpty;)
        {
            end = rest.IndexOf("\r\n"u8);
            headers.ReadField(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 2)..];
        }

        return headers;
    }

    /// <summary>Adds a field that is to be sent.</summary>
    /// <exception cref="ComponentException">It would break out of its line.</exception>
    public NatsHeaders Add(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny(NotInNames))
        {
            throw new ComponentException(
                ComponentFault.Invalid, "a name of the message's metadata cannot be the name of a NATS header: it is empty or holds a blank, a colon or a control character.");
        }

        if (value.AsSpan().ContainsAny(NotInValues))
        {
            throw new ComponentException(ComponentFault.Invalid, $"the value of {name} cannot be sent as a NATS header: it holds a line break or a NUL.");
        }

        _fields.Add(new(name, value));
        return this;
    }

    /// <summary>How many bytes <see cref="Write"/> writes.</summary>
    public int Length()
    {
        var length = Version.Length + 4;
        foreach (var (name, value) in _fields)
        {
            length += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 4;
        }

        return length;
    }

    public void Write(IBufferWriter<byte> output)
    {
        output.Write(Version);
        output.Write("\r\n"u8);
        foreach (var (name, value) in _fields)
        {
            Encoding.UTF8.GetBytes(name, output);
            output.Write(": "u8);
            Encoding.UTF8.GetBytes(value, output);
            output.Write("\r\n"u8);
        }

        output.Write("\r\n"u8);
    }

    private void ReadField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return;
        }

        var name = Encoding.UTF8.GetString(line[..colon]);
        var value = Encoding.UTF8.GetString(line[(colon + 1)..]).Trim(' ');
        if (!name.AsSpan().ContainsAny(NotInNames) && !value.AsSpan().ContainsAny(NotInValues))
        {
            _fields.Add(new(name, value));
        }
    }
}
