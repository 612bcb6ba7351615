namespace MeshRuntime.Client.Generator.Model;

/// <summary>Says what is made of several values.</summary>
internal enum ListKind
{
    /// <summary>There is only one.</summary>
    None,

    /// <summary>An array, or an interface that it has.</summary>
    Array,

    /// <summary>A <c>List&lt;T&gt;</c>.</summary>
    List,
}
