using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshRuntime.Api.Http;

/// <summary>How the API writes JSON.</summary>
internal static class JsonText
{
    /// <summary>
    /// Leaves quotes and angle brackets readable, as Go does with its HTML escaping off; the content type is JSON and never a page.
    /// </summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
