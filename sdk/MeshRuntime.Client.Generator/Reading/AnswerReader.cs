using MeshRuntime.Client.Generator.Model;
using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Reads what a method returns.</summary>
internal static class AnswerReader
{
    private const string Tasks = "System.Threading.Tasks";

    /// <summary>Null when the method cannot return this; then it is among the problems.</summary>
    public static AnswerModel? Read(IMethodSymbol method, Location? place, JsonTypes json, Problems problems)
    {
        var type = method.ReturnType;
        if (type.TypeKind == TypeKind.Error)
        {
            problems.MarkBroken();
            return null;
        }

        var isValueTask = type.Is(Tasks, "ValueTask") || type.Is(Tasks, "ValueTask`1");
        if (type.Is(Tasks, "Task") || type.Is(Tasks, "ValueTask"))
            return new(AnswerKind.Empty, null, IsNullable: false, IsRequired: false, isValueTask);
        if (isValueTask || type.Is(Tasks, "Task`1"))
            return OfTask(method, ((INamedTypeSymbol)type).TypeArguments[0], isValueTask, place, json, problems);
        if (type.Is("System.Collections.Generic", "IAsyncEnumerable`1"))
        {
            var element = ((INamedTypeSymbol)type).TypeArguments[0];
            return Travels(method, element, place, json, problems) ? new(AnswerKind.Stream, json.NameOf(element, place), false, false, false) : null;
        }

        problems.Add(Rules.Blocking, place, method.Name, type.SpecialType == SpecialType.System_Void ? "void" : type.Short(), Awaited(type));
        return null;
    }

    private static AnswerModel? OfTask(IMethodSymbol method, ITypeSymbol value, bool isValueTask, Location? place, JsonTypes json, Problems problems)
    {
        if (value.Is(Attributes.Namespace, "MeshResult`1"))
        {
            var inner = ((INamedTypeSymbol)value).TypeArguments[0];
            return Travels(method, inner, place, json, problems) ? new(AnswerKind.Result, json.NameOf(inner, place), false, false, isValueTask) : null;
        }

        if (!Travels(method, value, place, json, problems))
            return null;
        var isNullable = value.IsNullable();
        return new(AnswerKind.Value, json.NameOf(value, place), isNullable, IsRequired: value.IsReferenceType && !isNullable, isValueTask);
    }

    private static bool Travels(IMethodSymbol method, ITypeSymbol value, Location? place, JsonTypes json, Problems problems)
    {
        if (value.TypeKind == TypeKind.Error)
        {
            problems.MarkBroken();
            return false;
        }

        if (JsonShape.WhyNot(value, json.IncludesFields) is not { } why)
            return true;
        problems.Add(Rules.ReturnType, place, method.Name, method.ReturnType.Short(), why);
        return false;
    }

    private static string Awaited(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Void ? "Task"
        : type.Is("System.Collections.Generic", "IEnumerable`1")
            ? $"Task<{type.Short()}>, or IAsyncEnumerable<{((INamedTypeSymbol)type).TypeArguments[0].Short()}> for a stream"
        : $"Task<{type.Short()}>";
}
