using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Writes the default value of a parameter as C#.</summary>
internal static class DefaultValues
{
    /// <summary>The literal; null when the parameter has no default.</summary>
    public static string? Literal(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue)
            return null;
        var type = parameter.Type.Underlying();
        return parameter.ExplicitDefaultValue switch
        {
            null => parameter.Type.IsReferenceType || parameter.Type.IsNullableValue() ? "null" : "default",
            var value when type.TypeKind == TypeKind.Enum => EnumLiteral((INamedTypeSymbol)type, value),
            double.NaN => "double.NaN",
            double.PositiveInfinity => "double.PositiveInfinity",
            double.NegativeInfinity => "double.NegativeInfinity",
            float.NaN => "float.NaN",
            float.PositiveInfinity => "float.PositiveInfinity",
            float.NegativeInfinity => "float.NegativeInfinity",
            double value => value.ToString("R", CultureInfo.InvariantCulture) + "D",
            float value => value.ToString("R", CultureInfo.InvariantCulture) + "F",
            decimal value => value.ToString(CultureInfo.InvariantCulture) + "M",
            var value => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
        };
    }

    private static string EnumLiteral(INamedTypeSymbol type, object value)
    {
        var member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, value));
        return member is not null
            ? type.Full() + "." + TypeNames.Identifier(member.Name)
            : "(" + type.Full() + ")(" + SymbolDisplay.FormatPrimitive(value, quoteStrings: false, useHexadecimalNumbers: false) + ")";
    }
}
