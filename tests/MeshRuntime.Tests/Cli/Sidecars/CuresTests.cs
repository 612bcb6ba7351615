using System.Net;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Tests.Cli.Sidecars;

public sealed class CuresTests
{
    private static readonly SidecarComponent[] Loaded =
        [new() { Name = "pubsub", Type = "pubsub.sqlite" }, new() { Name = "vault", Type = "secretstores.local.file" }];

    [Fact]
    public async Task UnknownBroker_IsAnsweredWithThoseThatThereAre()
    {
        var reply = await ReplyAsync(HttpStatusCode.NotFound, """{"errorCode":"ERR_PUBSUB_NOT_FOUND","message":"pubsub bus is not found"}""");

        Assert.Equal("The sidecar of orders has pubsub (pubsub.sqlite): name one with --pubsub.", Cures.Of(reply, "orders", Loaded));
        Assert.Contains("add a Component of type pubsub.sqlite", Cures.Of(reply, "orders", []), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "", "DAPR_API_TOKEN")]
    [InlineData(HttpStatusCode.NotFound, "", "spec.api")]
    [InlineData(HttpStatusCode.Forbidden, """{"errorCode":"ERR_PUBSUB_FORBIDDEN","message":"no"}""", "publishingScopes")]
    [InlineData(HttpStatusCode.NotFound, """{"errorCode":"ERR_QUEUE_NOT_FOUND","message":"no"}""", "mesh queue ls --app-id orders")]
    public async Task Refusal_HasACure(HttpStatusCode status, string body, string cure) =>
        Assert.Contains(cure, Cures.Of(await ReplyAsync(status, body), "orders", Loaded), StringComparison.Ordinal);

    [Fact]
    public async Task FailureThatExplainsItself_HasNone() =>
        Assert.Null(Cures.Of(await ReplyAsync(HttpStatusCode.InternalServerError, """{"errorCode":"ERR_QUEUE","message":"start the server"}"""), "orders", Loaded));

    private static async Task<SidecarReply> ReplyAsync(HttpStatusCode status, string body)
    {
        using var response = new HttpResponseMessage(status) { Content = new StringContent(body) };
        return await SidecarReply.ReadAsync(response, CancellationToken.None);
    }
}
