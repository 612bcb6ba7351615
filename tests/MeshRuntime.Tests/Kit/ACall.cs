using System.IO.Pipelines;
using System.Text;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Kit;

/// <summary>Makes calls for tests.</summary>
internal static class ACall
{
    public static MeshCall With(
        string method = "GET",
        string path = "/new",
        CallBody? body = null,
        HeaderDictionary? headers = null,
        CancellationToken aborted = default,
        string query = "",
        WorkloadIdentity? caller = null,
        ForwardedBy? forwardedBy = null,
        string appId = "orders",
        CallKind kind = CallKind.Http,
        CallDeadline? deadline = null,
        GrpcInvoke? invoke = null)
    {
        Assert.Equal(PathRefusal.None, MethodPath.TryParse(path, out var parsed));
        return new MeshCall
        {
            Target = appId,
            Service = new ServiceName(appId, "default"),
            Kind = kind,
            Deadline = deadline,
            Invoke = invoke,
            Method = HttpMethod.Parse(method),
            Path = parsed,
            Query = query,
            Headers = headers ?? [],
            Body = body,
            Caller = caller,
            ForwardedBy = forwardedBy,
            Aborted = deadline?.Ended ?? aborted,
        };
    }

    /// <summary>A body that is there already.</summary>
    public static CallBody Body(string text, bool hasLength = true)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new CallBody(PipeReader.Create(new MemoryStream(bytes)), hasLength ? bytes.Length : null);
    }
}
