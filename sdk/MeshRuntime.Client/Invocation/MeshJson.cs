using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Knows how types are written as JSON: by a context of the caller's, or by options.</summary>
public sealed class MeshJson
{
    /// <summary>Looks types up in <paramref name="options"/>, which become read-only.</summary>
    public MeshJson(JsonSerializerOptions options) => throw new NotImplementedException();

    /// <summary>
    /// Camel case, numbers also as text, as ASP.NET has it. By reflection where that is on; in a trimmed app give a context instead.
    /// </summary>
    public static MeshJson Default => throw new NotImplementedException();

    /// <summary>How <typeparamref name="T"/> is written: as <paramref name="context"/> says if it knows the type, else as the options say.</summary>
    /// <exception cref="InvalidOperationException">Neither knows the type; the message says which attribute to add where.</exception>
    public JsonTypeInfo<T> TypeInfo<T>(JsonSerializerContext? context = null) => throw new NotImplementedException();
}
