using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator;

/// <summary>Lists what can be wrong with an interface. Each message names the thing and the cure.</summary>
internal static class Rules
{
    /// <summary>The property of a diagnostic that holds what its fix needs to know.</summary>
    public const string Hint = "Hint";

    private const string Category = "MeshRuntime";

    public static readonly DiagnosticDescriptor NotPartial = new(
        "MESH001", "A service must be partial", "'{0}' must be partial, so that its client can be added to it: write 'partial {1}'",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NotPlain = new(
        "MESH002", "A service cannot be generic or local to a file", "'{0}' is {1}, so that no client can be made for it: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoOperation = new(
        "MESH003", "A method of a service needs its request", "'{0}' does not say which request it stands for: add an attribute such as [Get(\"{1}\")]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Blocking = new(
        "MESH004", "A method of a service must not block", "'{0}' returns {1}, which would block a thread while the call is on its way: return {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ReturnType = new(
        "MESH005", "A method of a service cannot return this", "'{0}' returns {1}, which cannot travel: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NotMethod = new(
        "MESH006", "A service has methods only", "'{0}' is {1}, and reading it cannot be a request: make it a method that returns a Task",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor MethodShape = new(
        "MESH007", "A method of a service cannot have this shape", "'{0}' {1}, which no request can carry: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor RouteWithoutParameter = new(
        "MESH008", "The route names a parameter that the method lacks", "The route of '{0}' has {{{1}}}, but no parameter has this name: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TwoPlaces = new(
        "MESH009", "A parameter travels in one place", "The parameter '{0}' is both {1} and {2}: keep one of them",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SameRequest = new(
        "MESH010", "Two methods stand for the same request", "'{0}' stands for {1} {2}, as '{3}' does: change the route or the verb of one of them",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TwoBodies = new(
        "MESH011", "A request has one body", "'{0}' and '{1}' would both be the body of {2}: put them into one type, or send one as [Query] or [Header]",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor BodyNotAllowed = new(
        "MESH012", "GET and DELETE have no body", "The parameter '{0}' would be the body of a {1}, which has none: use [Post], [Put] or [Patch], or send its parts in the query",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ParameterType = new(
        "MESH013", "A parameter of this type cannot travel there", "The parameter '{0}' of type {1} cannot travel {2}: {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor WireName = new(
        "MESH014", "The name of a header or of a parameter in the query is wrong", "The name '{0}' {1}: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Route = new(
        "MESH015", "The route is malformed", "The route '{0}' is wrong at column {1}: {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor AppId = new(
        "MESH016", "The app id is no app id", "The app id '{0}' {1}: write an app's id such as 'orders', or 'orders.production' with its namespace",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoJsonContext = new(
        "MESH017", "Json must name a JsonSerializerContext", "'{0}' is no JsonSerializerContext: name a partial class that derives from it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NotInJsonContext = new(
        "MESH018", "The JSON context does not know a type", "'{0}' does not know {1}, which a trimmed app cannot read then: add [JsonSerializable(typeof({2}))] to it",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor TokenNotLast = new(
        "MESH019", "The CancellationToken stands last, once", "The CancellationToken '{0}' {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Timeout = new(
        "MESH020", "A timeout is above zero", "TimeoutSeconds of '{0}' is {1}: give seconds above 0 and at most 2147483, or leave it out for none",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor Status = new(
        "MESH021", "A status is a number from 300 to 599", "{0} is no status that could be expected beside 2xx: give one from 300 to 599",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor ExpectedNeedsNull = new(
        "MESH022", "Expected statuses need a nullable answer", "'{0}' returns {1}, which cannot say that an expected status came: return {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NoToken = new(
        "MESH023", "A call should be cancellable", "'{0}' cannot be cancelled: {1}add 'CancellationToken cancellationToken = default'",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor NameTaken = new(
        "MESH024", "The client's name is taken", "The client of '{0}' would be called '{1}', as another type is: rename one of them",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor SeveralOperations = new(
        "MESH025", "A method stands for one request", "'{0}' has [{1}] and [{2}]: keep one, and declare another method for the other",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
