using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>An operator or a function of two values, which are no errors.</summary>
internal delegate CelValue BinaryOperation(CelValue left, CelValue right, ref Frame frame);
