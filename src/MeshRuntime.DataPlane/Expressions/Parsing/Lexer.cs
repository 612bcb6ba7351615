namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>Cuts an expression into tokens.</summary>
internal sealed class Lexer(string text)
{
    // A symbol that another begins with comes after it.
    private static readonly string[] Symbols =
        ["<=", ">=", "==", "!=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    private int _at;

    /// <summary>The next token.</summary>
    public Token Next()
    {
        SkipSpace();
        if (_at >= text.Length)
        {
            return new Token(TokenKind.End, text.Length, "");
        }

        var c = text[_at];
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return Number();
        }

        if (StringLiteral.BeginsAt(text, _at))
        {
            var token = StringLiteral.Read(text, _at, out var end);
            _at = end;
            return token;
        }

        return char.IsAsciiLetter(c) || c == '_' ? Take(TokenKind.Word, LengthWhile(_at, c => char.IsAsciiLetterOrDigit(c) || c == '_')) : Symbol(c);
    }

    private Token Symbol(char c)
    {
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, _at, symbol, 0, symbol.Length) == 0)
            {
                return Take(TokenKind.Symbol, symbol.Length);
            }
        }

        return new Token(TokenKind.Broken, _at, c switch
        {
            '=' => "= is no operator; write == to compare",
            '&' => "& is no operator; write && to join conditions",
            '|' => "| is no operator; write || to join conditions",
            '"' or '\'' => "the string has no end",
            '`' => "` does not begin a string; use \" or '",
            _ => char.IsControl(c) || char.IsSurrogate(c) ? $"the character U+{(int)c:X4} can stand only in a string"
                : $"the character {c} can stand only in a string",
        });
    }

    // 12, 0x1F, 12u, 1.5, 1.5e-3, .5
    private Token Number()
    {
        if (text[_at] == '0' && Peek(1) is 'x' or 'X')
        {
            var hex = 2 + LengthWhile(_at + 2, char.IsAsciiHexDigit);
            return Ended(TokenKind.Number, hex + (At(_at + hex) is 'u' or 'U' ? 1 : 0));
        }

        var length = LengthWhile(_at, char.IsAsciiDigit);
        var isWhole = true;
        if (At(_at + length) == '.' && char.IsAsciiDigit(At(_at + length + 1)))
        {
            length += 1 + LengthWhile(_at + length + 1, char.IsAsciiDigit);
            isWhole = false;
        }

        if (At(_at + length) is 'e' or 'E')
        {
            var digits = _at + length + (At(_at + length + 1) is '+' or '-' ? 2 : 1);
            length = digits - _at + LengthWhile(digits, char.IsAsciiDigit);
            isWhole = false;
        }

        return Ended(TokenKind.Number, length + (isWhole && At(_at + length) is 'u' or 'U' ? 1 : 0));
    }

    // 12abc is a slip, not a number and a name.
    private Token Ended(TokenKind kind, int length) => char.IsAsciiLetterOrDigit(At(_at + length)) || At(_at + length) == '_'
        ? new Token(TokenKind.Broken, _at, "a name cannot begin with a digit; for text use \"...\"") : Take(kind, length);

    private void SkipSpace()
    {
        while (_at < text.Length)
        {
            if (text[_at] is ' ' or '\t' or '\n' or '\r' or '\f')
            {
                _at++;
            }
            else if (text[_at] == '/' && Peek(1) == '/')
            {
                _at += LengthWhile(_at, c => c != '\n');
            }
            else
            {
                return;
            }
        }
    }

    private Token Take(TokenKind kind, int length)
    {
        _at += length;
        return new Token(kind, _at - length, text.Substring(_at - length, length));
    }

    private int LengthWhile(int start, Func<char, bool> holds)
    {
        var end = start;
        while (end < text.Length && holds(text[end]))
        {
            end++;
        }

        return end - start;
    }

    private char Peek(int ahead) => At(_at + ahead);

    private char At(int index) => index < text.Length ? text[index] : '\0';
}
