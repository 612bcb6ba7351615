using System.Text;

namespace MeshRuntime.Client.Generator.Writing;

/// <summary>Writes lines of C# with their indentation; the same on each machine.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;

    /// <summary>Writes a line; an empty one has no blanks.</summary>
    public CodeWriter Line(string text = "")
    {
        if (text.Length > 0)
            _text.Append(' ', _depth * 4).Append(text);
        _text.Append('\n');
        return this;
    }

    /// <summary>Writes a brace; what follows stands inside.</summary>
    public CodeWriter Open(string brace = "{")
    {
        Line(brace);
        _depth++;
        return this;
    }

    public CodeWriter Close(string brace = "}")
    {
        _depth--;
        return Line(brace);
    }

    public CodeWriter Indent()
    {
        _depth++;
        return this;
    }

    public CodeWriter Unindent()
    {
        _depth--;
        return this;
    }

    public override string ToString() => _text.ToString();
}
