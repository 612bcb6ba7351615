using Grpc.Core;
using MeshRuntime.Client;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Orders.V1;
using GrpcChannel = Grpc.Net.Client.GrpcChannel;
using GrpcChannelOptions = Grpc.Net.Client.GrpcChannelOptions;

namespace MeshRuntime.SdkTests.Invocation;

/// <summary>A generated client, Grpc.Net.Client, two sidecars and a gRPC app.</summary>
public sealed class MeshGrpcTests : MeshTest
{
    private const string Token = "secret";

    [Fact]
    public async Task GeneratedClient_CallsTheApp()
    {
        await Bed.AppAsync(new SidecarSetup("orders"), AppProtocol.H2c, ServeAsync);
        var shop = await Bed.SidecarAsync(new SidecarSetup("shop").WithEnvironment("DAPR_API_TOKEN", Token));
        var options = StubSidecar.OptionsFor(1, shop.GrpcPort);
        options.ApiToken = Token;
        using var channel = GrpcChannel.ForAddress(options.GrpcEndpoint!, new GrpcChannelOptions { HttpHandler = MeshGrpc.HandlerFor("orders", options), DisposeHttpClient = true });
        var client = new Orders.V1.Orders.OrdersClient(channel);

        var order = await client.PlaceAsync(new PlaceRequest { Item = "tea", Quantity = 2 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((1, "tea", 2), (order.Id, order.Item, order.Quantity));

        var e = await Assert.ThrowsAsync<RpcException>(async () => await client.PlaceAsync(new PlaceRequest(), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);

        using var track = client.Track(new TrackRequest { Id = 1 }, cancellationToken: TestContext.Current.CancellationToken);
        var steps = new List<Step>();
        while (await track.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            steps.Add(track.ResponseStream.Current.Step);
        }

        Assert.Equal([Step.Packed, Step.Shipped], steps);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("")]
    public void WhatIsNoId_IsRefused(string id) => Assert.Throws<ArgumentException>(() => MeshGrpc.HandlerFor(id, StubSidecar.OptionsFor(1)));

    private static Task ServeAsync(HttpContext context)
    {
        var server = new GrpcServer(new GrpcServerOptions());
        var place = GrpcMethod.Unary<PlaceRequest, Orders.V1.Order>("/orders.v1.Orders/Place", PlaceRequest.Parser, (asked, _) => new(Place(asked)));
        var track = GrpcMethod.ServerStream<TrackRequest>("/orders.v1.Orders/Track", TrackRequest.Parser, TrackAsync);
        return server.HandleAsync(context, context.Request.Path == place.Path ? place : track);
    }

    private static GrpcResult<Orders.V1.Order> Place(PlaceRequest asked) => asked.Quantity == 0
        ? new GrpcStatus(GrpcCode.InvalidArgument, "none")
        : new Orders.V1.Order { Id = 1, Item = asked.Item, Quantity = asked.Quantity };

    private static async ValueTask<GrpcStatus> TrackAsync(TrackRequest asked, GrpcServerCall call)
    {
        await call.WriteAsync(new TrackReply { Step = Step.Packed });
        await call.WriteAsync(new TrackReply { Step = Step.Shipped });
        return GrpcStatus.Ok;
    }
}
