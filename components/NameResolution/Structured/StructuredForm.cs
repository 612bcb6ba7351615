namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>How the map from apps to addresses is written.</summary>
internal enum StructuredForm
{
    /// <summary>One app a line: <c>orders = 127.0.0.1:50002, [::1]:50002</c>.</summary>
    Lines,

    /// <summary>Dapr's <c>{"appInstances": {…}}</c>.</summary>
    Json,

    /// <summary>The same in YAML.</summary>
    Yaml,
}
