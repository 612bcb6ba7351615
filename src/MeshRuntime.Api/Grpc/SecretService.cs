using MeshRuntime.DataPlane.Stores;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Protocol.Protos.Runtime;

namespace MeshRuntime.Api.Grpc;

/// <summary><c>GetSecret</c> and <c>GetBulkSecret</c>.</summary>
public sealed class SecretService(SecretGateway secrets)
{
    /// <summary>Reads one secret.</summary>
    internal async ValueTask<GrpcResult<GetSecretResponse>> GetAsync(GetSecretRequest request, GrpcServerCall call)
    {
        var (values, error) = await secrets.GetAsync(request.StoreName, request.Key, request.Metadata, call.Cancellation);
        if (error is not null)
        {
            return RichStatus.Of(error);
        }

        var answer = new GetSecretResponse();
        foreach (var (name, value) in values!)
        {
            answer.Data.Add(name, value);
        }

        return answer;
    }

    /// <summary>Reads all that the app may read.</summary>
    internal async ValueTask<GrpcResult<GetBulkSecretResponse>> GetBulkAsync(GetBulkSecretRequest request, GrpcServerCall call)
    {
        var (all, error) = await secrets.GetAllAsync(request.StoreName, request.Metadata, call.Cancellation);
        if (error is not null)
        {
            return RichStatus.Of(error);
        }

        var answer = new GetBulkSecretResponse();
        foreach (var (secret, values) in all!)
        {
            var one = new SecretResponse();
            foreach (var (name, value) in values)
            {
                one.Secrets.Add(name, value);
            }

            answer.Data.Add(secret, one);
        }

        return answer;
    }
}
