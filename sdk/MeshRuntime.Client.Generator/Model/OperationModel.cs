namespace MeshRuntime.Client.Generator.Model;

/// <summary>Describes one method and the request that it stands for.</summary>
/// <param name="Name">The method's name; an identifier that can be written.</param>
/// <param name="ReturnType">In full, as the interface has it.</param>
/// <param name="Verb">Such as <c>GET</c>.</param>
/// <param name="Route">As it is written, such as <c>/orders/{id}</c>.</param>
/// <param name="Segments">The route taken apart: text and parameters in turn.</param>
/// <param name="TimeoutSeconds">As a C# literal; null: none.</param>
/// <param name="ExpectedStatuses">Statuses that are no failure, ascending.</param>
internal sealed record OperationModel(
    string Name,
    string ReturnType,
    string Verb,
    string Route,
    EquatableArray<RoutePart> Segments,
    EquatableArray<ParameterModel> Parameters,
    AnswerModel Answer,
    string? TimeoutSeconds,
    EquatableArray<int> ExpectedStatuses)
{
    public ParameterModel? Body => Parameters.FirstOrDefault(parameter => parameter.Place == ParameterPlace.Body);

    public ParameterModel? Token => Parameters.FirstOrDefault(parameter => parameter.Place == ParameterPlace.Token);
}
