using MeshRuntime.Api.Grpc;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Protocol.Grpc;
using MeshRuntime.Tests.Kit;
using MeshRuntime.Tests.Protocol.Grpc;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Api.Grpc;

public sealed class GrpcTelemetryTests
{
    private readonly GrpcMeters _meters = new();
    private readonly ServerExchange _exchange = GrpcPort.Exchange("/a.B/C");

    [Theory]
    [InlineData(GrpcCode.Ok, "OK")]
    [InlineData(GrpcCode.Cancelled, "Canceled")]
    [InlineData(GrpcCode.InvalidArgument, "InvalidArgument")]
    [InlineData(GrpcCode.Unauthenticated, "Unauthenticated")]
    [InlineData((GrpcCode)99, "Unknown")]
    public void Code_HasGosName(GrpcCode code, string name) => Assert.Equal(name, GrpcTelemetry.NameOf(code));

    [Fact]
    public async Task StatusBehindTheBody_CountsBeforeOneInTheHeaders()
    {
        await MeasureAsync(context =>
        {
            context.Response.Headers["grpc-status"] = "0";
            GrpcStatusWriter.WriteTrailers(context.Response, new GrpcStatus(GrpcCode.DataLoss, ""));
            return Task.CompletedTask;
        });

        Assert.Equal(new LabelValues("/a.B/C", "DataLoss"), Single());
    }

    [Fact]
    public async Task CallerThatLeft_CountsAsCanceled()
    {
        await MeasureAsync(_ =>
        {
            _exchange.Abort();
            return Task.CompletedTask;
        });

        Assert.Equal(new LabelValues("/a.B/C", "Canceled"), Single());
    }

    [Fact]
    public async Task FaultOfOurs_CountsAsUnknown_AlsoWhenAStatusWasSet()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => MeasureAsync(context =>
        {
            GrpcStatusWriter.WriteTrailersOnly(context.Response, GrpcStatus.Ok);
            throw new InvalidOperationException();
        }));

        Assert.Equal(new LabelValues("/a.B/C", "Unknown"), Single());
    }

    private Task MeasureAsync(RequestDelegate next) => new GrpcTelemetry(_meters, new ManualClock(), log: null).MeasureAsync(_exchange.Http, "/a.B/C", next);

    private LabelValues Single() => Assert.Single(_meters.Families.OfType<MeterFamily<LatencyHistogram>>().Single().Series).Key;
}
