namespace MeshRuntime.Client.Generator.Model;

/// <summary>Stands for a piece of a route: text, or a parameter.</summary>
/// <param name="Text">The text, escaped; or the parameter's name.</param>
/// <param name="Start">Where it stands in the route as it is written; a parameter's name without brace and star.</param>
internal sealed record RoutePart(string Text, bool IsParameter, bool IsCatchAll, int Start);
