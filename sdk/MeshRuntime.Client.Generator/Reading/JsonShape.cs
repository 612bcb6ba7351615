using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Tells which types cannot be JSON, whatever a context knows.</summary>
internal static class JsonShape
{
    /// <summary>Why not, and what to use instead; null when it can.</summary>
    /// <param name="type">The type of a body or answer.</param>
    /// <param name="includesFields">Whether the JSON is written with the fields of types, too.</param>
    public static string? WhyNot(ITypeSymbol type, bool includesFields) => type switch
    {
        { TypeKind: TypeKind.TypeParameter } => "a type parameter stands for no type that JSON knows: name the type",
        { TypeKind: TypeKind.Pointer or TypeKind.FunctionPointer } or { IsRefLikeType: true } =>
            "it lives in this process's memory only: use an array or a List<T>",
        { TypeKind: TypeKind.Delegate } => "code cannot travel: use a type with properties",
        { TypeKind: TypeKind.Dynamic } => "dynamic has no shape that is known when it is compiled: name the type",
        _ when type.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks" =>
            "a task inside of a task has no meaning for the caller: return the value itself",
        _ when type.Is("System.Collections.Generic", "IAsyncEnumerable`1") =>
            "a stream stands by itself: return IAsyncEnumerable<T>, and take a list as a parameter",
        _ when type.Is(Attributes.Namespace, "MeshResult`1") => "a MeshResult is a whole answer: return Task<MeshResult<T>>",
        _ when IsOrDerives(type, "System.IO", "Stream") => "a stream of bytes is no JSON: use byte[], or AppClient.SendAsync for raw requests",
        _ when type.ContainingNamespace?.ToDisplayString() == "System.Net.Http" => "a raw message is no JSON: use AppClient.SendAsync for raw requests",
        _ => includesFields ? null : JsonFields.WhyLost(type),
    };

    private static bool IsOrDerives(ITypeSymbol type, string containingNamespace, string name)
    {
        for (var candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.Is(containingNamespace, name))
                return true;
        }

        return false;
    }
}
