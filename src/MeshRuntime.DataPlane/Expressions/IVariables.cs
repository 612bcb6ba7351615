using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions;

/// <summary>What the names in an expression stand for, during one evaluation.</summary>
public interface IVariables
{
    /// <summary>Finds a variable; false makes the part of the expression that needs it an error.</summary>
    bool TryGet(string name, out CelValue value);
}
