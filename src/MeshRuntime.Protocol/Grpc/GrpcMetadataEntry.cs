using System.Text;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>One name and one value of a call's metadata.</summary>
public readonly record struct GrpcMetadataEntry
{
    private readonly string? _text;
    private readonly ReadOnlyMemory<byte> _bytes;

    internal GrpcMetadataEntry(string name, string text)
    {
        Name = name;
        _text = text;
    }

    internal GrpcMetadataEntry(string name, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    /// <summary>In lower case; ends in <c>-bin</c> when the value is bytes.</summary>
    public string Name { get; }

    /// <summary>True when the value is bytes.</summary>
    public bool IsBinary => _text is null;

    /// <summary>The value as it stands in a header: text as it is, bytes in base64 without padding.</summary>
    public string Text => _text ?? Convert.ToBase64String(_bytes.Span).TrimEnd('=');

    /// <summary>The value as bytes; of a text, its ASCII.</summary>
    public ReadOnlyMemory<byte> Bytes => _text is null ? _bytes : Encoding.ASCII.GetBytes(_text);
}
