using MeshRuntime.Client.Generator.Model;

namespace MeshRuntime.Client.Generator.Writing;

/// <summary>Writes the class that turns each method of the interface into a call.</summary>
internal static class ClientWriter
{
    public static void Write(ServiceModel service, CodeWriter code)
    {
        var summary = $"Calls the app <c>{Xml(service.AppId)}</c>: each method sends the request that <see cref=\"{service.Interface}\"/> names.";
        code.Line($"/// <summary>{summary}</summary>");
        code.Line(Names.Generated);
        code.Line($"{service.Accessibility} sealed class {service.Client} : {service.Interface}").Open();
        WriteFields(service, code);
        code.Line($"/// <summary>Calls through <paramref name=\"app\"/>.</summary>");
        code.Line($"public {service.Client}({Names.AppClient} app)").Open();
        code.Line($"{Names.ThrowIfNull}(app);");
        code.Line("_app = app;");
        foreach (var type in service.JsonTypes)
            code.Line($"_{type.Name} = app.Json.TypeInfo<{type.Type}>({InterfaceWriter.ContextOf(service)});");
        code.Close();
        foreach (var operation in service.Operations)
        {
            code.Line();
            MethodWriter.Write(operation, code);
        }

        code.Close();
    }

    private static void WriteFields(ServiceModel service, CodeWriter code)
    {
        var expected = service.Operations.Select(operation => operation.ExpectedStatuses).Where(statuses => statuses.Count > 0).Distinct();
        foreach (var statuses in expected)
            code.Line($"private static readonly int[] {ExpectedField(statuses)} = [{string.Join(", ", statuses)}];");
        code.Line($"private readonly {Names.AppClient} _app;");
        foreach (var type in service.JsonTypes)
            code.Line($"private readonly {Names.TypeInfo}<{type.Type}> _{type.Name};");
        code.Line();
    }

    /// <summary>The field that holds a set of statuses, such as <c>s_expect404Or409</c>.</summary>
    public static string ExpectedField(EquatableArray<int> statuses) => "s_expect" + string.Join("Or", statuses);

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;");
}
