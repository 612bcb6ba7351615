using System.Buffers;
using System.Text;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>Writes any text as the value of <c>grpc-message</c>, and reads it back: percent-encoding of its UTF-8 bytes.</summary>
public static class StatusMessage
{
    // All of printable ASCII but the escape itself.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        " !\"#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Makes a header value of a text. Half of a surrogate pair becomes U+FFFD.</summary>
    /// <param name="message">Any text.</param>
    /// <returns>Printable ASCII, with no space at either end: HTTP stacks cut spaces there.</returns>
    public static string Encode(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!message.AsSpan().ContainsAnyExcept(Plain) && message is not ([' ', ..] or [.., ' ']))
        {
            return message;
        }

        var bytes = Encoding.UTF8.GetBytes(message);
        var encoded = new StringBuilder(bytes.Length + 16);
        for (var i = 0; i < bytes.Length; i++)
        {
            var isAtEnd = i == 0 || i == bytes.Length - 1;
            if (Plain.Contains((char)bytes[i]) && !(isAtEnd && bytes[i] == ' '))
            {
                encoded.Append((char)bytes[i]);
            }
            else
            {
                encoded.Append('%').Append(HexDigit(bytes[i] >> 4)).Append(HexDigit(bytes[i] & 15));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Reads a header value. Never fails: what is no escape stands for itself, what is no UTF-8 becomes U+FFFD.</summary>
    /// <param name="value">As on the wire.</param>
    public static string Decode(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!value.Contains('%'))
        {
            return value;
        }

        var text = Encoding.UTF8.GetBytes(value);
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                text[length++] = (byte)((Nibble(text[i + 1]) << 4) | Nibble(text[i + 2]));
                i += 2;
            }
            else
            {
                text[length++] = text[i];
            }
        }

        return Encoding.UTF8.GetString(text, 0, length);
    }

    private static char HexDigit(int value) => "0123456789ABCDEF"[value];

    private static int Nibble(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
