namespace MeshRuntime.Client.Generator.Model;

/// <summary>Holds all that is written about one interface: plain values, no symbols, so that it can be compared and kept between compilations.</summary>
/// <param name="Namespace">Empty: the global one.</param>
/// <param name="OuterTypes">The types that the interface is nested in, outermost first, as they are declared: <c>partial class Shop</c>.</param>
/// <param name="Interface">Its name alone; an identifier that can be written.</param>
/// <param name="FullName">Its name with <c>global::</c>; names the file.</param>
/// <param name="Accessibility">Such as <c>public</c>.</param>
/// <param name="Client">The name of the client's class.</param>
/// <param name="AppId">As the attribute says.</param>
/// <param name="Operations">In the order in which they are declared; those of base interfaces first.</param>
/// <param name="JsonTypes">Each type that travels as JSON, once.</param>
/// <param name="IsBroken">An error was found: the interface gets its members, so that no other error follows, but they do nothing.</param>
internal sealed record ServiceModel(
    string Namespace,
    EquatableArray<string> OuterTypes,
    string Interface,
    string FullName,
    string Accessibility,
    string Client,
    string AppId,
    EquatableArray<OperationModel> Operations,
    EquatableArray<JsonTypeModel> JsonTypes,
    string? JsonContext,
    bool HasObsolete,
    bool IsBroken)
{
    /// <summary>The name of the generated file: unique in a compilation, and the same in each.</summary>
    public string FileName => FullName.Replace("global::", "").Replace("@", "") + ".g.cs";
}
