using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>
/// Says in .NET's words what a pattern says in RE2's, where the two read the same characters differently. What RE2 lacks fails when the pattern is
/// compiled. One difference stays: for .NET a character beyond U+FFFF is two.
/// </summary>
internal ref struct Re2Pattern
{
    // RE2's classes are those of ASCII; .NET's take in all of Unicode, so that "٣" would be a \d.
    private const string Digits = "0-9";
    private const string Words = "0-9A-Za-z_";
    private const string Spaces = "\\t\\n\\f\\r ";

    private static readonly FrozenDictionary<string, string> Posix = new Dictionary<string, string>
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = "\\x00-\\x7F",
        ["blank"] = "\\t ",
        ["cntrl"] = "\\x00-\\x1F\\x7F",
        ["digit"] = Digits,
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = "!-/:-@\\[-`{-~",
        ["space"] = "\\t\\n\\v\\f\\r ",
        ["upper"] = "A-Z",
        ["word"] = Words,
        ["xdigit"] = "0-9A-Fa-f",
    }.ToFrozenDictionary();

    private readonly ReadOnlySpan<char> _pattern;
    private readonly StringBuilder _out;
    private int _at;

    private Re2Pattern(string pattern)
    {
        _pattern = pattern;
        _out = new StringBuilder(pattern.Length + 16);
    }

    /// <summary>Translates a pattern; one that is not valid comes out not valid.</summary>
    public static string Translate(string pattern)
    {
        var translation = new Re2Pattern(pattern);
        translation.Run();
        return translation._out.ToString();
    }

    private void Run()
    {
        // Only with (?m) does $ mean the end of a line. Without, .NET's $ would also match before a last newline; RE2's is the very end.
        var hasLines = Regex.IsMatch(_pattern, @"\(\?[a-zA-Z]*m", RegexOptions.None, ExpressionLimits.MaxMatchTime);
        while (_at < _pattern.Length)
        {
            var c = _pattern[_at];
            if (c == '\\')
            {
                Escape(inClass: false);
            }
            else if (c == '[')
            {
                Class();
            }
            else if (c == '$' && !hasLines)
            {
                Emit("\\z", 1);
            }
            else if (_pattern[_at..].StartsWith("(?P<"))
            {
                Emit("(?<", 4);
            }
            else
            {
                Emit([c], 1);
            }
        }
    }

    private void Class()
    {
        Emit("[", 1);
        if (Is('^'))
        {
            Emit("^", 1);
        }

        for (var isFirst = true; _at < _pattern.Length && (isFirst || _pattern[_at] != ']'); isFirst = false)
        {
            if (_pattern[_at] == '\\')
            {
                Escape(inClass: true);
            }
            else if (_pattern[_at] != '[')
            {
                // A ] that is first is a character of the class.
                Emit(_pattern[_at] == ']' ? "\\]" : _pattern.Slice(_at, 1), 1);
            }
            else if (!TryPosix())
            {
                Emit("\\[", 1); // .NET would subtract a class here
            }
        }
    }

    private bool TryPosix()
    {
        var rest = _pattern[_at..];
        var end = rest.IndexOf(":]");
        if (!rest.StartsWith("[:") || end < 2 || !Posix.TryGetValue(rest[2..end].ToString(), out var members))
        {
            return false;
        }

        Emit(members, end + 2);
        return true;
    }

    private void Escape(bool inClass)
    {
        var escaped = _at + 1 < _pattern.Length ? _pattern[_at + 1] : '\0';
        switch (escaped)
        {
            case 'd' or 'w' or 's':
                var members = escaped == 'd' ? Digits : escaped == 'w' ? Words : Spaces;
                Emit(inClass ? members : $"[{members}]", 2);
                break;
            case 'D' or 'W' or 'S' when !inClass:
                Emit($"[^{(escaped == 'D' ? Digits : escaped == 'W' ? Words : Spaces)}]", 2);
                break;
            case 'D' or 'W' or 'S':
                Emit(Others(escaped), 2);
                break;
            case 'p' or 'P' when _at + 2 < _pattern.Length && char.IsAsciiLetterUpper(_pattern[_at + 2]):
                Emit($"\\{escaped}{{{_pattern[_at + 2]}}}", 3);
                break;
            case 'Q' when !inClass:
                Quote();
                break;
            case 'x' when _at + 2 < _pattern.Length && _pattern[_at + 2] == '{':
                CodePoint();
                break;
            default:
                Emit(_pattern.Slice(_at, Math.Min(2, _pattern.Length - _at)), 2);
                break;
        }
    }

    // What is not in a class of ASCII, as members of another class.
    private static string Others(char escaped) => escaped switch
    {
        'D' => "\\x00-/:-\\uFFFF",
        'W' => "\\x00-/:-@\\[-^`{-\\uFFFF",
        _ => "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\uFFFF",
    };

    private void Quote()
    {
        var rest = _pattern[(_at + 2)..];
        var end = rest.IndexOf("\\E");
        var quoted = end < 0 ? rest : rest[..end];
        Emit(Regex.Escape(quoted.ToString()), 2 + quoted.Length + (end < 0 ? 0 : 2));
    }

    private void CodePoint()
    {
        var rest = _pattern[(_at + 3)..];
        var end = rest.IndexOf('}');
        var isCode = end > 0 && int.TryParse(rest[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code);
        Emit(isCode ? Regex.Escape(char.ConvertFromUtf32(int.Parse(rest[..end], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))) : "\\x{",
            isCode ? end + 4 : 3);
    }

    private readonly bool Is(char c) => _at < _pattern.Length && _pattern[_at] == c;

    private void Emit(scoped ReadOnlySpan<char> text, int taken)
    {
        _out.Append(text);
        _at += taken;
    }
}
