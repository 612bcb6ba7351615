using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>
/// Regular expressions that no text can make slow: .NET's engine without backtracking, whose time is linear in the text as RE2's is, with a limit on the
/// pattern's length and on the time of one match.
/// </summary>
internal static class Patterns
{
    // Building the automaton of a short pattern takes 200 to 700 µs (measured): an evaluation that builds 200 has had its time.
    private const int StepsPerPattern = 5_000;
    private const int StepsPerPatternChar = 20;

    /// <summary><c>text.matches(pattern)</c> with a pattern that is known only now.</summary>
    public static CelValue Matches(CelValue text, CelValue pattern, ref Frame frame)
    {
        if (text.Kind != CelKind.String || pattern.Kind != CelKind.String)
        {
            return Mismatch.Of("matches", text, pattern);
        }

        // One pattern for all elements of a list is the usual case: it is built once.
        if (frame.LastPattern is { } last && last.Text == pattern.AsString)
        {
            return IsMatch(text, last.Regex, ref frame);
        }

        if (!frame.TrySpend(StepsPerPattern + (Math.Min(pattern.AsString.Length, ExpressionLimits.MaxPatternChars) * StepsPerPatternChar)))
        {
            return Frame.Exhausted;
        }

        if (!TryCompile(pattern.AsString, out var regex, out var why))
        {
            return CelValue.Error(why);
        }

        frame.LastPattern = (pattern.AsString, regex);
        return IsMatch(text, regex, ref frame);
    }

    /// <summary>True when the pattern is found anywhere in the text.</summary>
    public static CelValue IsMatch(CelValue text, Regex pattern, ref Frame frame)
    {
        if (text.Kind != CelKind.String)
        {
            return Mismatch.Of("matches", text);
        }

        if (!frame.TrySpendText(text.AsString.Length))
        {
            return Frame.Exhausted;
        }

        try
        {
            return CelValue.From(pattern.IsMatch(text.AsString));
        }
        catch (RegexMatchTimeoutException)
        {
            return CelValue.Error($"matches took longer than {ExpressionLimits.MaxMatchTime.TotalMilliseconds} ms; write a simpler pattern");
        }
    }

    /// <summary>Compiles a pattern in RE2's syntax.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? why)
    {
        regex = null;
        why = pattern.Length <= ExpressionLimits.MaxPatternChars ? null
            : $"the regular expression is longer than {ExpressionLimits.MaxPatternChars} characters; shorten it";
        if (why is not null)
        {
            return false;
        }

        try
        {
            const RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            regex = new Regex(Re2Pattern.Translate(pattern), options, ExpressionLimits.MaxMatchTime);
            return true;
        }
        catch (RegexParseException failure)
        {
            why = $"the regular expression is not valid ({failure.Error}); it is written in RE2's syntax";
        }
        catch (NotSupportedException)
        {
            why = "the regular expression needs look-around, back references or too many states, which RE2's syntax does not have; write a simpler one";
        }

        return false;
    }
}
