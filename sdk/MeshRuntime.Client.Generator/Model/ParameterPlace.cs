namespace MeshRuntime.Client.Generator.Model;

/// <summary>Says where a parameter travels.</summary>
internal enum ParameterPlace
{
    Route,
    CatchAll,
    Query,
    Header,
    Body,
    Token,
}
