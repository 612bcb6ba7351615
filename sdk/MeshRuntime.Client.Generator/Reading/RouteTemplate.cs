using MeshRuntime.Client.Generator.Model;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Takes a route apart: <c>/orders/{id}/files/{*path}</c>.</summary>
internal sealed class RouteTemplate
{
    private readonly List<RoutePart> _parts = [];

    private RouteTemplate(string route) => Route = route;

    public string Route { get; }

    public IReadOnlyList<RoutePart> Parts => _parts;

    /// <summary>What is wrong with the route; null: nothing.</summary>
    public string? Mistake { get; private set; }

    /// <summary>Where it is wrong: from 0, in the route as it is written.</summary>
    public int MistakeStart { get; private set; }

    public int MistakeLength { get; private set; }

    /// <summary>The route without the names of its parameters, in lower case: two routes with the same shape match the same requests.</summary>
    public string Shape => string.Concat(_parts.Select(part => !part.IsParameter ? part.Text.ToLowerInvariant() : part.IsCatchAll ? "{*}" : "{}"));

    public static RouteTemplate Parse(string route)
    {
        var template = new RouteTemplate(route);
        template.Read();
        return template;
    }

    private void Read()
    {
        if (Route.Length == 0 || Route[0] != '/')
        {
            Wrong(0, Math.Min(1, Route.Length), "it does not begin with a slash: write '/" + Route + "'");
            return;
        }

        for (var at = 0; at < Route.Length && Mistake is null;)
            at = Route[at] == '{' ? ReadParameter(at) : ReadText(at);
    }

    private int ReadText(int start)
    {
        var end = start;
        while (end < Route.Length && Route[end] != '{')
        {
            if (MistakeAt(end) is { } mistake)
            {
                Wrong(end, 1, mistake);
                return Route.Length;
            }

            end++;
        }

        CheckDots(start, end);
        _parts.Add(new(Escape(Route.Substring(start, end - start)), IsParameter: false, IsCatchAll: false, start));
        return end;
    }

    private string? MistakeAt(int at) => Route[at] switch
    {
        '}' => "this brace closes nothing: write a parameter as '{name}'",
        '?' => "a query is no part of a route: give the method a parameter, which travels in the query by itself",
        '#' => "a fragment never leaves the client: leave it out",
        '%' => "the letter itself is wanted, not its escape: the client escapes it",
        '\\' => "segments are parted by '/'",
        '*' => "a star stands only in a parameter of several segments: '{*path}'",
        '/' when at > 0 && Route[at - 1] == '/' => "an empty segment is lost on the way: leave one slash out",
        var letter when letter < ' ' || letter == '\u007f' => "a control character cannot travel in a path",
        var letter when char.IsWhiteSpace(letter) => "a blank cannot stand in a route: did you mean '-'?",
        _ => null,
    };

    // Clients and sidecars clean "." and ".." away before anybody matches them.
    private void CheckDots(int start, int end)
    {
        for (var from = start; from < end; from++)
        {
            if (Route[from] != '/')
                continue;
            var length = Route.IndexOf('/', from + 1) is var next && next < 0 ? Route.Length - from - 1 : next - from - 1;
            if (Route.Substring(from + 1, length) is "." or "..")
                Wrong(from + 1, length, "a segment of dots is cleaned away on the way: leave it out");
        }
    }

    private int ReadParameter(int open)
    {
        var close = Route.IndexOf('}', open);
        if (close < 0)
        {
            Wrong(open, Route.Length - open, "this brace is not closed: write a parameter as '{name}'");
            return Route.Length;
        }

        var isCatchAll = open + 1 < close && Route[open + 1] == '*';
        var start = open + (isCatchAll ? 2 : 1);
        var name = Route.Substring(start, close - start);
        if (MistakeIn(name, isCatchAll, close) is { } mistake)
            Wrong(open, close - open + 1, mistake);
        else if (_parts.Count > 0 && _parts[_parts.Count - 1].IsParameter)
            Wrong(open, close - open + 1, "nothing parts this parameter from the one before: put a '/' or '-' between them");
        else if (_parts.Exists(part => part.IsParameter && part.Text == name))
            Wrong(open, close - open + 1, "the route has this parameter twice: give one of them another name");
        _parts.Add(new(name, IsParameter: true, isCatchAll, start));
        return close + 1;
    }

    private string? MistakeIn(string name, bool isCatchAll, int close) =>
        name.Contains(":") ? "the parameter's type is its constraint: write '{" + name.Substring(0, name.IndexOf(':')) + "}'"
        : name.EndsWith("?", StringComparison.Ordinal) ? "a part of a path cannot be missing: take it out of the route, then it travels in the query"
        : !Microsoft.CodeAnalysis.CSharp.SyntaxFacts.IsValidIdentifier(name) ? "'" + name + "' is no name of a parameter"
        : isCatchAll && close != Route.Length - 1 ? "a parameter of several segments takes all that follows: it must stand last"
        : null;

    private void Wrong(int start, int length, string mistake)
    {
        if (Mistake is null)
            (Mistake, MistakeStart, MistakeLength) = (mistake, start, length);
    }

    private static string Escape(string text)
    {
        const string Plain = "/-._~!$&'()+,;=:@";
        var escaped = new System.Text.StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var letter = text.Substring(i, isPair ? 2 : 1);
            var isPlain = text[i] < 128 && (char.IsLetterOrDigit(text[i]) || Plain.Contains(letter));
            escaped.Append(isPlain ? letter : Uri.EscapeDataString(letter));
            i += isPair ? 1 : 0;
        }

        return escaped.ToString();
    }
}
