namespace MeshRuntime.Client;

/// <summary>A method that stands for a <c>POST</c> request.</summary>
/// <param name="route">The path at the app, such as <c>/orders/{id}</c>. Default: <c>/</c> and the method's name in lower case without <c>Async</c>.</param>
public sealed class PostAttribute(string route = "") : OperationAttribute("POST", route);
