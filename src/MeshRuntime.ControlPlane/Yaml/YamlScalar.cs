namespace MeshRuntime.ControlPlane.Yaml;

/// <summary>A YAML scalar.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">As written, quotes and escapes undone.</param>
/// <param name="IsPlain">Written without quotes, so it may be a number, a boolean or null.</param>
/// <param name="FromEnvironment">A variable was put in here: the text may be a secret and is not shown.</param>
internal sealed record YamlScalar(Place Place, string Text, bool IsPlain, bool FromEnvironment = false) : YamlNode(Place)
{
    public bool IsNull => IsPlain && Text is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The value as a message may show it.</summary>
    public string Shown => FromEnvironment ? "the value" : $"\"{Text}\"";

    /// <summary>YAML 1.1's booleans, as Dapr's reader takes them, less the single letters that nobody means (y, n).</summary>
    public bool? AsFlag() => Text switch
    {
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => true,
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => false,
        _ => null,
    };
}
