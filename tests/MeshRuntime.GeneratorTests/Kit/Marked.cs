using Microsoft.CodeAnalysis.Text;

namespace MeshRuntime.GeneratorTests.Kit;

/// <summary>Source in which <c>[|</c> and <c>|]</c> mark a place.</summary>
internal sealed record Marked(string Source, TextSpan? Place)
{
    public static Marked Parse(string marked)
    {
        var open = marked.IndexOf("[|", StringComparison.Ordinal);
        if (open < 0)
            return new(marked, null);
        var close = marked.IndexOf("|]", StringComparison.Ordinal) - 2;
        var source = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        return new(source, TextSpan.FromBounds(open, close));
    }
}
