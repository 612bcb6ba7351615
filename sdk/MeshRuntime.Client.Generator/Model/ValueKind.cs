namespace MeshRuntime.Client.Generator.Model;

/// <summary>Says by which method of <c>ServiceArgument</c> a text is read.</summary>
internal enum ValueKind
{
    /// <summary>By the type's own <c>TryParse</c>.</summary>
    Parsable,

    /// <summary>By the names of an enum.</summary>
    Enum,

    /// <summary>As an address.</summary>
    Uri,
}
