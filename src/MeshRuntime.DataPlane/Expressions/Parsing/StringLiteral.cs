using System.Globalization;
using System.Text;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>
/// Reads strings and bytes: between <c>"</c> or <c>'</c>, once or three times (those may have more than one line), raw after <c>r</c> (a backslash is
/// a backslash), bytes after <c>b</c>.
/// </summary>
internal ref struct StringLiteral
{
    private readonly string _text;
    private readonly int _start;
    private readonly bool _isBytes;
    private readonly bool _isRaw;
    private readonly string _quote;
    private readonly StringBuilder _read = new();
    private readonly MemoryStream _octets = new();
    private int _at;
    private string? _problem;

    private StringLiteral(string text, int start)
    {
        _text = text;
        _start = start;
        _at = start;
        _isBytes = text[_at] is 'b' or 'B';
        _at += _isBytes ? 1 : 0;
        _isRaw = text[_at] is 'r' or 'R';
        _at += _isRaw ? 1 : 0;
        var quote = text[_at];
        var triple = new string(quote, 3);
        _quote = string.CompareOrdinal(text, _at, triple, 0, 3) == 0 ? triple : triple[..1];
        _at += _quote.Length;
    }

    /// <summary>True when a string begins here, and not a name.</summary>
    public static bool BeginsAt(string text, int at)
    {
        at += at < text.Length && text[at] is 'b' or 'B' ? 1 : 0;
        at += at < text.Length && text[at] is 'r' or 'R' ? 1 : 0;
        return at < text.Length && text[at] is '"' or '\'';
    }

    /// <summary>Reads the string that begins here.</summary>
    public static Token Read(string text, int at, out int end)
    {
        var literal = new StringLiteral(text, at);
        literal.Run();
        end = literal._at;
        return literal._problem is { } why ? new Token(TokenKind.Broken, at, why)
            : new Token(TokenKind.Text, at, text[at..end], literal._isBytes
                ? CelValue.From(literal._octets.ToArray()) : CelValue.From(literal._read.ToString()));
    }

    private void Run()
    {
        while (_problem is null)
        {
            if (_at >= _text.Length || (_quote.Length == 1 && _text[_at] is '\n' or '\r'))
            {
                _problem = _quote.Length == 1 ? $"the string has no end; close it with {_quote}, or use {_quote}{_quote}{_quote} for several lines"
                    : $"the string has no end; close it with {_quote}";
            }
            else if (string.CompareOrdinal(_text, _at, _quote, 0, _quote.Length) == 0)
            {
                _at += _quote.Length;
                break;
            }
            else if (_text[_at] == '\\' && !_isRaw)
            {
                Escape();
            }
            else if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                // Raw: the backslash stays, and what it precedes does not end the string.
                Append(_text.AsSpan(_at, 2), 2);
            }
            else
            {
                Plain();
            }
        }
    }

    // One character, or both halves of one; line ends of other systems become \n.
    private void Plain()
    {
        if (_text[_at] == '\r')
        {
            Append("\n", _at + 1 < _text.Length && _text[_at + 1] == '\n' ? 2 : 1);
        }
        else if (Rune.TryGetRuneAt(_text, _at, out var rune))
        {
            Append(_text.AsSpan(_at, rune.Utf16SequenceLength), rune.Utf16SequenceLength);
        }
        else
        {
            _problem = "the string holds half of a surrogate pair, which is no text";
        }
    }

    private void Escape()
    {
        var escaped = _at + 1 < _text.Length ? _text[_at + 1] : '\0';
        var plain = escaped switch
        {
            'a' => '\a', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v',
            '\\' or '?' or '"' or '\'' or '`' => escaped,
            _ => '\0',
        };
        if (plain != '\0')
        {
            Append([plain], 2);
            return;
        }

        switch (escaped)
        {
            case 'x' or 'X':
                Number(2, 2, NumberStyles.AllowHexSpecifier, isOctet: true);
                break;
            case 'u' when !_isBytes:
                Number(2, 4, NumberStyles.AllowHexSpecifier, isOctet: false);
                break;
            case 'U' when !_isBytes:
                Number(2, 8, NumberStyles.AllowHexSpecifier, isOctet: false);
                break;
            case >= '0' and <= '3':
                Number(1, 3, NumberStyles.None, isOctet: true);
                break;
            default:
                Refuse();
                break;
        }
    }

    // \x41, \u00e9, \U0001F600, \101: a code point in a string; in bytes an octet.
    private void Number(int skip, int digits, NumberStyles style, bool isOctet)
    {
        var written = _text.AsSpan(_at + skip)[..Math.Min(digits, _text.Length - _at - skip)];
        var code = 0;
        foreach (var digit in written)
        {
            var value = style == NumberStyles.None ? (digit is >= '0' and <= '7' ? digit - '0' : -1) : char.IsAsciiHexDigit(digit) ? Convert.ToInt32($"{digit}", 16) : -1;
            code = value < 0 || code < 0 ? -1 : (code * (style == NumberStyles.None ? 8 : 16)) + value;
        }

        if (written.Length < digits || (!_isBytes && !Rune.IsValid(code)) || code < 0)
        {
            Refuse();
        }
        else if (_isBytes && isOctet)
        {
            _octets.WriteByte((byte)code);
            _at += skip + digits;
        }
        else
        {
            Append(char.ConvertFromUtf32(code), skip + digits);
        }
    }

    private void Refuse() => _problem = _at + 1 >= _text.Length ? "the string has no end" : $"\\{_text[_at + 1]} is no escape here (character {_at - _start + 1} of the string); "
        + "write \\\\ for a backslash, or r\"...\" for a string without escapes";

    private void Append(scoped ReadOnlySpan<char> text, int taken)
    {
        if (_isBytes)
        {
            _octets.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        else
        {
            _read.Append(text);
        }

        _at += taken;
    }
}
