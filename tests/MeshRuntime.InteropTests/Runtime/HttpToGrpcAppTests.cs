using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MeshRuntime.InteropTests.Runtime;

/// <summary>An HTTP client calls a gRPC app that implements <c>AppCallback.OnInvoke</c> with python3-grpcio.</summary>
public sealed class HttpToGrpcAppTests(InteropMesh mesh) : InteropTest(mesh)
{
    [Fact]
    public async Task Call_ArrivesWhole_AndIsAnswered()
    {
        var app = await WatchAsync(Mesh.PythonGrpcAsync());
        var caller = await WatchAsync(Mesh.CallerAsync());

        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1.0/invoke/{app.AppId}/method/some/path?a=1&b=2")
        {
            Content = new StringContent("bödy", Encoding.UTF8, "text/plain"),
        };
        request.Headers.Add("x-custom", "mine");
        using var answer = await caller.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(["yes"], answer.Headers.GetValues("x-from-app"));
        var seen = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("some/path", seen.GetProperty("method").GetString()!.TrimStart('/'));
        Assert.Equal("PUT", seen.GetProperty("verb").GetString());
        Assert.Equal("a=1&b=2", seen.GetProperty("query").GetString());
        Assert.Equal("bödy", seen.GetProperty("body").GetString());
        Assert.Equal("text/plain; charset=utf-8", seen.GetProperty("contentType").GetString());
        Assert.Equal("mine", seen.GetProperty("metadata").GetProperty("x-custom").GetString());
    }

    [Fact]
    public async Task ErrorOfTheApp_IsAnHttpStatus_WithItsWords()
    {
        var app = await WatchAsync(Mesh.PythonGrpcAsync());
        var caller = await WatchAsync(Mesh.CallerAsync());

        using var answer = await caller.Http.PostAsync($"/v1.0/invoke/{app.AppId}/method/fail", null);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(6, error.GetProperty("code").GetInt32());
        Assert.Equal("there is one: 100% é", error.GetProperty("message").GetString());
    }
}
