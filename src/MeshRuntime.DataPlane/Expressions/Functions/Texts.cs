using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>What can be asked of texts; case counts, and no culture has a say.</summary>
internal static class Texts
{
    public static CelValue Contains(CelValue text, CelValue part, ref Frame frame) => !AreTexts(text, part) ? Mismatch.Of("contains", text, part)
        : frame.TrySpendText(text.AsString.Length) ? CelValue.From(text.AsString.Contains(part.AsString, StringComparison.Ordinal)) : Frame.Exhausted;

    public static CelValue StartsWith(CelValue text, CelValue part, ref Frame frame) => !AreTexts(text, part) ? Mismatch.Of("startsWith", text, part)
        : frame.TrySpendText(part.AsString.Length) ? CelValue.From(text.AsString.StartsWith(part.AsString, StringComparison.Ordinal)) : Frame.Exhausted;

    public static CelValue EndsWith(CelValue text, CelValue part, ref Frame frame) => !AreTexts(text, part) ? Mismatch.Of("endsWith", text, part)
        : frame.TrySpendText(part.AsString.Length) ? CelValue.From(text.AsString.EndsWith(part.AsString, StringComparison.Ordinal)) : Frame.Exhausted;

    private static bool AreTexts(CelValue one, CelValue other) => one.Kind == CelKind.String && other.Kind == CelKind.String;
}
