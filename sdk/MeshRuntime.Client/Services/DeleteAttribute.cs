namespace MeshRuntime.Client;

/// <summary>A method that stands for a <c>DELETE</c> request.</summary>
/// <param name="route">The path at the app, such as <c>/orders/{id}</c>. Default: <c>/</c> and the method's name in lower case without <c>Async</c>.</param>
public sealed class DeleteAttribute(string route = "") : OperationAttribute("DELETE", route);
