namespace MeshRuntime.Cli.Processes;

/// <summary>Cuts a stream of text into lines; a line without end is cut at a limit, so memory stays bounded.</summary>
internal sealed class LineSplitter(Action<string> line)
{
    public const int LongestLine = 32 * 1024;

    private readonly char[] _buffer = new char[LongestLine];
    private int _length;

    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (letter == '\n')
            {
                Emit();
                continue;
            }

            if (_length == LongestLine)
                Emit();
            _buffer[_length++] = letter;
        }
    }

    /// <summary>Gives out what stands after the last line's end.</summary>
    public void End()
    {
        if (_length > 0)
            Emit();
    }

    private void Emit()
    {
        var text = _buffer.AsSpan(0, _length);
        line((text is [.. var rest, '\r'] ? rest : text).ToString());
        _length = 0;
    }
}
