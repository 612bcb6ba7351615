using System.Text.Json;

namespace MeshRuntime.AspNetCore;

/// <summary>One message of several.</summary>
/// <param name="Id">How the answer names it.</param>
/// <param name="Envelope">The CloudEvent; a text in base64 when the subscription is raw.</param>
/// <param name="Metadata">What the broker knows of it.</param>
internal readonly record struct BulkEntry(string Id, JsonElement Envelope, IReadOnlyDictionary<string, string> Metadata);
