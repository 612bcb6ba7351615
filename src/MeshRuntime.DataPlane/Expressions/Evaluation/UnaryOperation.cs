using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>An operator or a function of one value, which is no error.</summary>
internal delegate CelValue UnaryOperation(CelValue operand, ref Frame frame);
