namespace MeshRuntime.DataPlane.Expressions;

/// <summary>What an expression may cost. Rules come from configuration, but also from apps, and what they look at comes from anybody.</summary>
internal static class ExpressionLimits
{
    /// <summary>Rules that people write have tens of characters; cel-go stops at 100 000, which nothing but a mistake or an attack reaches.</summary>
    public const int MaxTextChars = 32_768;

    /// <summary>How deep operators, calls and brackets may nest. 250 is cel-go's; each level costs the evaluator one frame of the stack.</summary>
    public const int MaxDepth = 250;

    /// <summary>How deep two values may nest that are compared. JSON can be far deeper than any stack.</summary>
    public const int MaxValueDepth = 250;

    /// <summary>How long a regular expression may be.</summary>
    public const int MaxPatternChars = 1_000;

    /// <summary>How long one regular expression may look at one text. Its time is linear in the text, but the factor grows with the pattern.</summary>
    public static readonly TimeSpan MaxMatchTime = TimeSpan.FromMilliseconds(100);

    /// <summary>Steps of one evaluation: a million take some 40 ms (measured), and allow to look at each of some hundred thousand elements.</summary>
    public const int MaxSteps = 1_000_000;

    /// <summary>So much text or so many bytes cost a step when they are copied or searched.</summary>
    public const int CharsPerStep = 32;
}
