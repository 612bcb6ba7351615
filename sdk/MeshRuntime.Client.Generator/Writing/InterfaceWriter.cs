using MeshRuntime.Client.Generator.Model;

namespace MeshRuntime.Client.Generator.Writing;

/// <summary>Writes what the interface itself gets: its app id, how its client is made, and the requests that it answers.</summary>
internal static class InterfaceWriter
{
    private const string Broken = "throw new global::System.InvalidOperationException(\"This service has errors.\")";

    public static void Write(ServiceModel service, CodeWriter code)
    {
        var self = $"{Names.Service}<{service.Interface}>";
        code.Line($"partial interface {service.Interface} : {self}").Open();
        code.Line(Names.Generated).Line($"static string {self}.AppId => {Names.Literal(service.AppId)};").Line();
        code.Line(Names.Generated);
        code.Line($"static {service.Interface} {self}.CreateClient({Names.AppClient} app) => {(service.IsBroken ? Broken : $"new {service.Client}(app)")};").Line();
        code.Line(Names.Generated);
        var operations = $"static {Names.List}<{Names.Operation}<{service.Interface}>> {self}.Operations({Names.Json} json)";
        if (service.IsBroken)
            code.Line($"{operations} => {Broken};");
        else
            WriteOperations(service, operations, code);
        code.Close();
    }

    private static void WriteOperations(ServiceModel service, string signature, CodeWriter code)
    {
        // "json" is the one name here that is not made to differ from the parameters'; a lambda may hide it, as it is read before.
        code.Line(signature).Open();
        code.Line($"{Names.ThrowIfNull}(json);");
        foreach (var type in service.JsonTypes)
            code.Line($"var {type.Name} = json.TypeInfo<{type.Type}>({ContextOf(service)});");
        code.Line();
        code.Line("return").Open("[");
        foreach (var operation in service.Operations)
            OperationWriter.Write(operation, code);
        code.Close("];");
        code.Close();
    }

    public static string ContextOf(ServiceModel service) => service.JsonContext is { } context ? context + ".Default" : "";
}
