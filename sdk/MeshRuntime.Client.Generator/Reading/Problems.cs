using Microsoft.CodeAnalysis;

namespace MeshRuntime.Client.Generator.Reading;

/// <summary>Collects what is wrong with one interface.</summary>
/// <param name="elsewhere">Where a problem is shown whose own place is in no source, such as a method of a referenced library.</param>
internal sealed class Problems(Location elsewhere)
{
    private readonly List<Diagnostic> _found = [];

    public IReadOnlyList<Diagnostic> Found => _found;

    /// <summary>No client can be written.</summary>
    public bool HasErrors { get; private set; }

    public void Add(DiagnosticDescriptor rule, Location? place, params object[] arguments) => Add(rule, place, null, arguments);

    /// <param name="hint">What a code fix needs to know and cannot read from the source; under <see cref="Rules.Hint"/>.</param>
    public void Add(DiagnosticDescriptor rule, Location? place, string? hint, object[] arguments)
    {
        HasErrors |= rule.DefaultSeverity == DiagnosticSeverity.Error;
        var properties = hint is null ? null : System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty.Add(Rules.Hint, hint);
        _found.Add(Diagnostic.Create(rule, place is { IsInSource: true } ? place : elsewhere, properties, arguments));
    }

    /// <summary>Something is wrong that is reported elsewhere: a type that the compiler does not know, or a base that is a service itself.</summary>
    public void MarkBroken() => HasErrors = true;
}
