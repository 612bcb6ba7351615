using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in characters from 0.</param>
/// <param name="Text">As it was written; of a broken one why it is broken.</param>
/// <param name="Value">What a <see cref="TokenKind.Text"/> says.</param>
internal readonly record struct Token(TokenKind Kind, int Start, string Text, CelValue Value = default);
