namespace MeshRuntime.Sidecar.Options;

/// <summary>Keeps a token out of logs: it prints as <c>***</c>, and only <see cref="Reveal"/> gives it away.</summary>
internal sealed class SecretText(string value)
{
    private readonly string _value = value;

    /// <summary>The token itself. Never log what this returns.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => "***";
}
