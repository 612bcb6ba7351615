using MeshRuntime.DataPlane.Expressions.Evaluation;

namespace MeshRuntime.DataPlane.Expressions.Functions;

/// <summary>A function of the language, in each of the forms in which it can be called.</summary>
internal sealed record Function
{
    /// <summary><c>name(a)</c>.</summary>
    public UnaryOperation? OfOne { get; init; }

    /// <summary><c>name(a, b)</c>.</summary>
    public BinaryOperation? OfTwo { get; init; }

    /// <summary><c>a.name()</c>.</summary>
    public UnaryOperation? Method { get; init; }

    /// <summary><c>a.name(b)</c>.</summary>
    public BinaryOperation? MethodWithOne { get; init; }
}
