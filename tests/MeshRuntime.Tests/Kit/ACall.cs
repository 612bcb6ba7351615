using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Kit;

/// <summary>Makes calls for tests.</summary>
internal static class ACall
{
    public static MeshCall With(
        string method = "GET", string path = "/new", CallBody? body = null, HeaderDictionary? headers = null, CancellationToken aborted = default)
    {
        Assert.Equal(PathRefusal.None, MethodPath.TryParse(path, out var parsed));
        return new MeshCall
        {
            Target = "orders",
            Service = new ServiceName("orders", "default"),
            Method = HttpMethod.Parse(method),
            Path = parsed,
            Query = "",
            Headers = headers ?? [],
            Body = body,
            Aborted = aborted,
        };
    }
}
