using System.Text;
using MeshRuntime.Client.Generator.Model;

namespace MeshRuntime.Client.Generator.Writing;

/// <summary>Writes one method of a client: path, request, call.</summary>
internal static class MethodWriter
{
    private const int LineLength = 140;

    public static void Write(OperationModel operation, CodeWriter code)
    {
        code.Line("/// <inheritdoc/>");
        WriteSignature(operation, code);
        code.Open();
        foreach (var parameter in operation.Parameters)
        {
            if (MustBeThere(parameter))
                code.Line($"{Names.ThrowIfNull}({parameter.Name});");
        }

        var path = WritePath(operation, code);
        WriteRequest(operation, path, code);
        code.Close();
    }

    private static void WriteSignature(OperationModel operation, CodeWriter code)
    {
        var parameters = operation.Parameters
            .Select(parameter => $"{parameter.Type} {parameter.Name}{(parameter.Default is { } value ? " = " + value : "")}")
            .ToArray();
        var start = $"public {operation.ReturnType} {operation.Name}(";
        var line = start + string.Join(", ", parameters) + ")";
        if (line.Length <= LineLength || parameters.Length < 2)
        {
            code.Line(line);
            return;
        }

        code.Line(start).Indent();
        for (var i = 0; i < parameters.Length; i++)
            code.Line(parameters[i] + (i < parameters.Length - 1 ? "," : ")"));
        code.Unindent();
    }

    // What is left out when it is null needs no check, and MeshPath checks what stands in the path.
    private static bool MustBeThere(ParameterModel parameter) => parameter is { IsReference: true, IsNullable: false } &&
        (parameter.Place == ParameterPlace.Body || parameter.Value is { List: not ListKind.None });

    /// <returns>The expression that is the path.</returns>
    private static string WritePath(OperationModel operation, CodeWriter code)
    {
        var query = operation.Parameters.Where(parameter => parameter.Place == ParameterPlace.Query).ToArray();
        var template = new StringBuilder();
        foreach (var part in operation.Segments)
            template.Append(part.IsParameter ? Hole(operation, part) : part.Text);
        var hasHoles = operation.Segments.Any(part => part.IsParameter);
        if (!hasHoles && query.Length == 0)
            return $"\"{template}\"";

        var name = Free(operation, "path");
        code.Line($"{Names.Path} {name} = $\"{template}\";");
        foreach (var parameter in query)
            WriteQuery(operation, parameter, name, code);
        return name + ".ToString()";
    }

    private static string Hole(OperationModel operation, RoutePart part)
    {
        var parameter = operation.Parameters.First(candidate =>
            candidate.Place is ParameterPlace.Route or ParameterPlace.CatchAll && candidate.WireName == part.Text);
        return "{" + parameter.Name + (part.IsCatchAll ? ":*" : "") + "}";
    }

    private static void WriteQuery(OperationModel operation, ParameterModel parameter, string path, CodeWriter code)
    {
        var name = Names.Literal(parameter.WireName);
        if (parameter.Value!.List == ListKind.None)
        {
            code.Line($"{path}.AddQuery({name}, {parameter.Name});");
            return;
        }

        var item = Free(operation, "value");
        code.Line($"foreach (var {item} in {parameter.Name}{(parameter.IsNullable ? " ?? []" : "")})");
        code.Indent().Line($"{path}.AddQuery({name}, {item});").Unindent();
    }

    private static void WriteRequest(OperationModel operation, string path, CodeWriter code)
    {
        var request = Free(operation, "request");
        code.Line($"var {request} = new {Names.Request}").Open();
        code.Line($"Method = {Names.HttpMethod}.{operation.Verb[0]}{operation.Verb.Substring(1).ToLowerInvariant()},");
        code.Line($"Path = {path},");
        if (operation.Body is { } body)
            code.Line($"Content = {Content(body)},");
        WriteHeaders(operation, code);
        if (operation.TimeoutSeconds is { } seconds)
            code.Line($"Timeout = {Names.TimeSpan}.FromSeconds({seconds}),");
        if (operation.ExpectedStatuses.Count > 0)
            code.Line($"ExpectedStatuses = {ClientWriter.ExpectedField(operation.ExpectedStatuses)},");
        code.Close("};");
        code.Line($"return {Call(operation, request)};");
    }

    private static string Content(ParameterModel body)
    {
        var content = $"{Names.Json}.Content({body.Name}, _{body.Json})";
        return body.IsNullable ? $"{body.Name} is null ? null : {content}" : content;
    }

    private static void WriteHeaders(OperationModel operation, CodeWriter code)
    {
        var headers = operation.Parameters.Where(parameter => parameter.Place == ParameterPlace.Header)
            .Select(parameter => $"{{ {Names.Literal(parameter.WireName)}, {parameter.Name} }}")
            .ToArray();
        if (headers.Length > 0)
            code.Line($"Headers = new {Names.Headers} {{ {string.Join(", ", headers)} }},");
    }

    private static string Call(OperationModel operation, string request)
    {
        var answer = operation.Answer;
        var method = answer.Kind switch
        {
            AnswerKind.Stream => "StreamAsync",
            AnswerKind.Result => "TryInvokeAsync",
            _ => "InvokeAsync",
        };
        var type = answer.Json is null ? "" : $"_{answer.Json}, ";
        var call = $"_app.{method}({request}, {type}{operation.Token?.Name ?? "default"})";
        if (answer.IsRequired)
            call = $"{Names.Answer}.Required({call}, {Names.Literal(operation.Verb + " " + operation.Route)})";
        return answer.IsValueTask ? $"new({call})" : call;
    }

    private static string Free(OperationModel operation, string wanted) => Names.Free(wanted, operation.Parameters.Select(parameter => parameter.Name));
}
