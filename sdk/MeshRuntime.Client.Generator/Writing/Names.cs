namespace MeshRuntime.Client.Generator.Writing;

/// <summary>The types that generated code stands on, in full, so that no type or using of the user's gets in between.</summary>
internal static class Names
{
    public const string Sdk = "global::MeshRuntime.Client.";
    public const string Service = Sdk + "IMeshService";
    public const string Operation = Sdk + "ServiceOperation";
    public const string AppClient = Sdk + "AppClient";
    public const string Json = Sdk + "MeshJson";
    public const string Path = Sdk + "MeshPath";
    public const string Headers = Sdk + "MeshHeaders";
    public const string Request = Sdk + "MeshRequest";
    public const string Answer = Sdk + "ServiceAnswer";
    public const string Call = Sdk + "ServiceCall";
    public const string TypeInfo = "global::System.Text.Json.Serialization.Metadata.JsonTypeInfo";
    public const string HttpMethod = "global::System.Net.Http.HttpMethod";
    public const string TimeSpan = "global::System.TimeSpan";
    public const string List = "global::System.Collections.Generic.IReadOnlyList";
    public const string ThrowIfNull = "global::System.ArgumentNullException.ThrowIfNull";

    // The shape of what is written, not the version of the package: a release that writes the same changes no file.
    public const string Generated = "[global::System.CodeDom.Compiler.GeneratedCode(\"MeshRuntime.Client.Generator\", \"1.0\")]";

    /// <summary>A name that no parameter has.</summary>
    public static string Free(string wanted, IEnumerable<string> taken)
    {
        var others = new HashSet<string>(taken.Select(name => name.TrimStart('@')));
        var name = wanted;
        for (var number = 2; others.Contains(name); number++)
            name = wanted + number;
        return name;
    }

    /// <summary>A text as a C# literal.</summary>
    public static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
