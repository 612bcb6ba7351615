using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>The settings of <c>nameresolution.structured</c>: where the map is written. The first four forms are those of Dapr's structuredformat.</summary>
/// <param name="Form">How the map is written.</param>
/// <param name="Text">The map itself, or the path of the file that holds it.</param>
/// <param name="InFile">True when <paramref name="Text"/> is a path.</param>
internal sealed record StructuredNameOptions(StructuredForm Form, string Text, bool InFile)
{
    public static StructuredNameOptions Read(ComponentContext context)
    {
        var metadata = context.Metadata;
        var type = metadata.OptionalText("structuredType");
        var value = metadata.OptionalText("stringValue");
        var path = metadata.OptionalText("filePath");
        var lines = metadata.OptionalText("addresses");
        if (lines is not null)
        {
            if (type is not null || value is not null || path is not null)
            {
                metadata.Report("addresses", "stands beside structuredType, stringValue or filePath", "keep one of the two ways to write the map");
            }

            return new StructuredNameOptions(StructuredForm.Lines, lines, InFile: false);
        }

        switch (type?.ToLowerInvariant())
        {
            case "jsonstring" or "yamlstring":
                return new StructuredNameOptions(FormOf(type), Required(metadata, value, "stringValue", type), InFile: false);
            case "jsonfile" or "yamlfile":
                return new StructuredNameOptions(FormOf(type), Path.GetFullPath(Required(metadata, path, "filePath", type)), InFile: true);
            case null:
                metadata.Report("addresses", "is missing", "write a line for each app, such as \"orders = 127.0.0.1:50002\", or set structuredType");
                break;
            default:
                metadata.Report("structuredType", $"\"{type}\" is unknown", "write jsonString, yamlString, jsonFile or yamlFile");
                break;
        }

        return new StructuredNameOptions(StructuredForm.Lines, "", InFile: false);
    }

    private static StructuredForm FormOf(string type) =>
        type.StartsWith("json", StringComparison.OrdinalIgnoreCase) ? StructuredForm.Json : StructuredForm.Yaml;

    private static string Required(ComponentMetadata metadata, string? text, string field, string type)
    {
        if (text is null)
        {
            metadata.Report(field, "is missing", $"structuredType {type} needs it");
        }

        // Never used when a problem was reported; a path must not be empty.
        return text ?? "-";
    }
}
