namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>How one call of a <see cref="CallLoad"/> ended, as its caller saw it.</summary>
/// <param name="Verb">GET or POST.</param>
/// <param name="Id">Unique; the app counts it.</param>
/// <param name="Class"><c>ok</c>, or what went wrong.</param>
internal sealed record CallOutcome(string Verb, string Id, string Class)
{
    public const string Ok = "ok";

    public bool IsOk => Class == Ok;
}
