using MeshRuntime.Client.Generator.Model;

namespace MeshRuntime.Client.Generator.Writing;

/// <summary>Writes how a request is answered: read the arguments, call the method, write what it returned.</summary>
internal static class OperationWriter
{
    public static void Write(OperationModel operation, CodeWriter code)
    {
        var taken = operation.Parameters.Select(parameter => parameter.Name).ToArray();
        var service = Names.Free("service", taken);
        var call = Names.Free("call", taken);
        var name = Names.Literal(operation.Name.TrimStart('@'));
        code.Line($"new({name}, {Names.Literal(operation.Verb)}, {Names.Literal(operation.Route)}, async ({service}, {call}) =>").Open();
        foreach (var parameter in operation.Parameters)
        {
            if (parameter.Place != ParameterPlace.Token)
                code.Line($"{parameter.Type} {parameter.Name} = {Read(parameter, call)};");
        }

        var arguments = operation.Parameters.Select(parameter => parameter.Place == ParameterPlace.Token ? call + ".CancellationToken" : parameter.Name);
        WriteAnswer(operation, $"{service}.{operation.Name}({string.Join(", ", arguments)})", call, Names.Free("answer", taken), code);
        code.Close("}),");
    }

    private static void WriteAnswer(OperationModel operation, string invocation, string call, string answer, CodeWriter code)
    {
        var type = operation.Answer.Json;
        switch (operation.Answer.Kind)
        {
            case AnswerKind.Empty:
                code.Line($"await {invocation}.ConfigureAwait(false);");
                code.Line($"await {call}.WriteEmptyAsync().ConfigureAwait(false);");
                break;
            case AnswerKind.Stream:
                code.Line($"await {call}.WriteStreamAsync({invocation}, {type}).ConfigureAwait(false);");
                break;
            default:
                code.Line($"var {answer} = await {invocation}.ConfigureAwait(false);");
                var given = operation.Answer.IsRequired ? $"{Names.Answer}.Given({answer}, {Names.Literal(operation.Name)})" : answer;
                code.Line($"await {call}.WriteAsync({given}, {type}).ConfigureAwait(false);");
                break;
        }
    }

    private static string Read(ParameterModel parameter, string call) => parameter switch
    {
        { Place: ParameterPlace.Body } => ReadBody(parameter, call),
        { Place: ParameterPlace.CatchAll } => $"{call}.Route({Names.Literal(parameter.WireName)}).ValueOr<string>(\"\")",
        { Value.List: not ListKind.None } => ReadList(parameter, call),
        _ => Source(parameter, call) + ReadOne(parameter, parameter.Value!),
    };

    private static string ReadBody(ParameterModel parameter, string call)
    {
        var read = $"await {call}.ReadAsync({parameter.Json}).ConfigureAwait(false)";
        return parameter.IsNullable || !parameter.IsReference
            ? read
            : $"{read} ?? throw {Names.Call}.BadArgument(\"body\", {Names.Literal(parameter.WireName)}, null, {Names.Literal(parameter.ShortType)})";
    }

    private static string ReadList(ParameterModel parameter, string call)
    {
        var value = parameter.Value!;
        var source = Source(parameter, call);
        var all = source + (value.Kind switch
        {
            ValueKind.Enum => $".Enums<{value.Type}>()",
            ValueKind.Uri => ".Uris()",
            _ => $".Values<{value.Type}>()",
        });
        var list = value.List == ListKind.List ? $"[.. {all}]" : all;
        return parameter.IsNullable ? $"{source}.IsMissing ? null : {list}" : list;
    }

    private static string ReadOne(ParameterModel parameter, ValueModel value)
    {
        var fallback = parameter.Place == ParameterPlace.Route ? null : parameter.Default;
        return value.Kind switch
        {
            ValueKind.Uri => parameter.IsNullable ? ".UriOrNull()" : ".Uri()",
            ValueKind.Enum when parameter.IsNullable => $".EnumOrNull<{value.Type}>()",
            ValueKind.Enum => fallback is null ? $".Enum<{value.Type}>()" : $".EnumOr({fallback})",
            _ when parameter.IsNullable && value.IsReference => $".ValueOr<{value.Type}>(null)",
            _ when parameter.IsNullable => $".ValueOrNull<{value.Type}>()",
            _ => fallback is null ? $".Value<{value.Type}>()" : $".ValueOr<{value.Type}>({fallback})",
        };
    }

    private static string Source(ParameterModel parameter, string call)
    {
        var place = parameter.Place == ParameterPlace.Route ? "Route" : parameter.Place == ParameterPlace.Header ? "Header" : "Query";
        return $"{call}.{place}({Names.Literal(parameter.WireName)})";
    }
}
