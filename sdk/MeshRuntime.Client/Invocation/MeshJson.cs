using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MeshRuntime.Client;

/// <summary>Knows how types are written as JSON: by a context of the caller's, or by options. Safe for concurrent use.</summary>
public sealed class MeshJson
{
    private readonly JsonSerializerOptions _options;

    /// <summary>
    /// Looks types up in <paramref name="options"/>, which become read-only. Without a resolver they get that of reflection where that is on, else none: then only what a
    /// context knows can be written.
    /// </summary>
    public MeshJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.TypeInfoResolver is null && !options.IsReadOnly)
        {
            options.TypeInfoResolver = Reflection();
        }

        options.MakeReadOnly();
        _options = options;
    }

    /// <summary>Looks types up in <paramref name="context"/>.</summary>
    public MeshJson(JsonSerializerContext context)
        : this((context ?? throw new ArgumentNullException(nameof(context))).Options)
    {
    }

    /// <summary>
    /// Camel case, numbers also as text, as ASP.NET has it. By reflection where that is on; in a trimmed app give a context instead.
    /// </summary>
    public static MeshJson Default { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>A body of JSON. Its length is known, which a sidecar needs to make a call again: one that comes in chunks is sent once.</summary>
    public static HttpContent Content<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }

    /// <summary>How <typeparamref name="T"/> is written: as <paramref name="context"/> says if it knows the type, else as the options say.</summary>
    /// <exception cref="InvalidOperationException">Neither knows the type; the message says which attribute to add where.</exception>
    public JsonTypeInfo<T> TypeInfo<T>(JsonSerializerContext? context = null)
    {
        if (context?.GetTypeInfo(typeof(T)) is JsonTypeInfo<T> known)
        {
            return known;
        }

        return _options.TryGetTypeInfo(typeof(T), out var type)
            ? (JsonTypeInfo<T>)type
            : throw new InvalidOperationException(
                $"nothing says how {typeof(T)} is written as JSON: add [JsonSerializable(typeof({typeof(T).Name}))] to "
                + (context is null ? "a JsonSerializerContext, and make MeshClientOptions.Json from it" : context.GetType().Name));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where reflection is on, which it is not in a trimmed app.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The same.")]
    private static IJsonTypeInfoResolver Reflection() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine();
}
