using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>What <c>+</c> does to texts, bytes and lists. It copies, so it is paid for by length: no chain of sums can fill the memory.</summary>
internal static class Joining
{
    public static CelValue Texts(string left, string right, ref Frame frame) =>
        frame.TrySpendText(left.Length) && frame.TrySpendText(right.Length) ? CelValue.From(left + right) : Frame.Exhausted;

    public static CelValue Bytes(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right, ref Frame frame) =>
        frame.TrySpendText(left.Length) && frame.TrySpendText(right.Length)
            ? CelValue.From((byte[])[.. left.Span, .. right.Span]) : Frame.Exhausted;

    public static CelValue Lists(CelList left, CelList right, ref Frame frame) =>
        frame.TrySpend(left.Count) && frame.TrySpend(right.Count)
            ? CelValue.From(new ArrayList([.. left.Elements, .. right.Elements])) : Frame.Exhausted;
}
