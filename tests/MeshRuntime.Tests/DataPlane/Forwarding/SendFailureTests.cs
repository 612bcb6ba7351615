using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Forwarding;

namespace MeshRuntime.Tests.DataPlane.Forwarding;

public sealed class SendFailureTests
{
    [Theory]
    [InlineData(HttpRequestError.ConnectionError, CallProgress.NotSent)]
    [InlineData(HttpRequestError.SecureConnectionError, CallProgress.NotSent)]
    [InlineData(HttpRequestError.NameResolutionError, CallProgress.NotSent)]
    [InlineData(HttpRequestError.VersionNegotiationError, CallProgress.NotSent)]
    [InlineData(HttpRequestError.ResponseEnded, CallProgress.MaybeSent)]
    [InlineData(HttpRequestError.HttpProtocolError, CallProgress.MaybeSent)]
    [InlineData(HttpRequestError.Unknown, CallProgress.MaybeSent)]
    public void RequestWithoutAConnection_WasNotSent(HttpRequestError error, CallProgress progress) =>
        Assert.Equal(progress, SendFailure.ProgressOf(new HttpRequestException(error)));

    [Fact]
    public async Task ConnectionThatWasNotMadeInTime_WasNotSent()
    {
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(1),
            ConnectCallback = async (_, cancellation) =>
            {
                await Task.Delay(Timeout.Infinite, cancellation);
                return Stream.Null;
            },
        });

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "http://10.0.0.7/"), default));

        Assert.Equal(CallProgress.NotSent, SendFailure.ProgressOf(failure));
        Assert.Contains("ConnectTimeout", SendFailure.ReasonOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public void OtherCancellation_MayHaveBeenSent() => Assert.Equal(CallProgress.MaybeSent, SendFailure.ProgressOf(new OperationCanceledException()));
}
