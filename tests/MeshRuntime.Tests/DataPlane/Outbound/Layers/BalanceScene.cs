using System.Threading.Channels;
using MeshRuntime.Abstractions.Errors;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Balancing;
using MeshRuntime.DataPlane.Calls;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.DataPlane.Outbound.Layers;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeshRuntime.Tests.DataPlane.Outbound.Layers;

/// <summary>A layer that chooses, before endpoints that answer what a test says.</summary>
public abstract class BalanceScene
{
    private protected BalanceScene()
    {
        Orders = new Service(new ServiceName("orders", "default"), new MemoryStream(), Wanted.Writer, _ => throw new NotSupportedException());
        var ejections = new Ejections(Orders.Name, new InvocationMeters(), Clock, NullLogger<Ejections>.Instance);
        Layer = new BalanceLayer(Next, Orders, new Balancers(new Random(1)), ejections, Clock);
    }

    private protected static CallResult Well => CallResult.Answered(new HttpResponseMessage());

    private protected static CallResult Refused => CallResult.Failed(MeshErrorCode.Unreachable, "refused", CallProgress.NotSent);

    private protected ManualClock Clock { get; } = new();

    /// <summary>Holds the service each time its endpoints are asked for.</summary>
    private protected Channel<Service> Wanted { get; } = Channel.CreateUnbounded<Service>();

    private protected RecordingLayer Next { get; } = new();

    private protected Service Orders { get; }

    private protected BalanceLayer Layer { get; }

    private protected static EndpointSet Set(params string[] hosts) => new([.. hosts.Select(host => new Endpoint(host, 50002))]);

    private protected sealed class RecordingLayer : CallLayer
    {
        public int Calls { get; private set; }

        public Action<MeshCall> OnCall { get; set; } = _ => { };

        public Func<MeshCall, CallResult> Answer { get; set; } = _ => Well;

        public override ValueTask<CallResult> InvokeAsync(MeshCall call)
        {
            Calls++;
            OnCall(call);
            return new(Answer(call));
        }
    }
}
