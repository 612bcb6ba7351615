using System.Text;
using System.Text.Json;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>Calls of an app with plain HTTP.</summary>
internal static class AppCalls
{
    public static async Task<JsonElement> GetJsonAsync(this MeshApp app, string path)
    {
        using var answer = await app.Http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    public static Task<HttpResponseMessage> PostAsync(this MeshApp app, string path, string body, string contentType = "application/json") =>
        app.Http.PostAsync(path, Content(body, contentType));

    public static Task<HttpResponseMessage> PutAsync(this MeshApp app, string path, string body) => app.Http.PutAsync(path, Content(body, "application/json"));

    public static async Task<(string Code, string Message)> ErrorAsync(this HttpResponseMessage answer)
    {
        var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return (error.GetProperty("errorCode").GetString()!, error.GetProperty("message").GetString()!);
    }

    private static ByteArrayContent Content(string body, string contentType) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType) } };
}
