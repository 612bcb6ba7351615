using System.Collections.Immutable;
using System.Threading.Channels;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Outbound;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Outbound;

public sealed class ServiceTests
{
    private readonly Channel<Service> _wanted = Channel.CreateUnbounded<Service>();
    private readonly Service _service;

    public ServiceTests() =>
        _service = new Service(new ServiceName("orders", "default"), new MemoryStream(), _wanted.Writer, _ => throw new NotSupportedException());

    [Fact]
    public void EndpointThatStays_KeepsItsState()
    {
        _service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));
        var (first, second) = (_service.Endpoints[0], _service.Endpoints[1]);
        first.Begin();

        _service.SetEndpoints(Set("10.0.0.3", "10.0.0.1"));

        Assert.Equal("10.0.0.3:50002", _service.Endpoints[0].Endpoint.Authority);
        Assert.Same(first, _service.Endpoints[1]);
        Assert.DoesNotContain(second, _service.Endpoints);
    }

    [Fact]
    public void EndpointThatStays_TakesOverWeightAndLabels()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        var state = _service.Endpoints[0];
        Assert.True(_service.Group.IsEven);
        var heavier = new Endpoint("10.0.0.1", 50002) { Weight = 900, Labels = ImmutableDictionary<string, string>.Empty.Add("zone", "b") };

        _service.SetEndpoints(new EndpointSet([heavier, new Endpoint("10.0.0.2", 50002)]));

        Assert.Same(state, _service.Endpoints[0]);
        Assert.Equal((900, "b"), (state.Endpoint.Weight, state.Endpoint.Labels["zone"]));
        Assert.False(_service.Group.IsEven);
    }

    [Fact]
    public void EndpointThatJoinsOthers_IsNew_AndTheFirstAreNot()
    {
        var clock = new ManualClock();
        var service = new Service(_service.Name, new MemoryStream(), _wanted.Writer, _ => throw new NotSupportedException()) { Time = clock };
        service.SetEndpoints(Set("10.0.0.1"));
        service.SetEndpoints(Set("10.0.0.1", "10.0.0.2"));

        Assert.Equal([100, 10], service.Endpoints.Select(endpoint => endpoint.Share(TimeSpan.FromSeconds(30), clock)));
    }

    [Fact]
    public void EndpointThatReturns_StartsAnew()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        var before = _service.Endpoints[0];
        _service.SetEndpoints(EndpointSet.Empty);
        _service.SetEndpoints(Set("10.0.0.1"));

        Assert.NotSame(before, _service.Endpoints[0]);
    }

    [Fact]
    public void RegistryThatIsAway_LeavesTheEndpoints_AndTheNextAnswerClearsTheProblem()
    {
        _service.SetEndpoints(Set("10.0.0.1"));
        _service.SetProblem("away");
        Assert.Equal(("away", 1), (_service.Problem, _service.Endpoints.Length));

        _service.SetEndpoints(Set("10.0.0.1"));
        Assert.Null(_service.Problem);
    }

    [Fact]
    public void FirstAnswer_IsKnown_AlsoWhenItIsEmptyOrAProblem()
    {
        Assert.False(_service.Known.IsCompleted);
        _service.SetEndpoints(EndpointSet.Empty);
        Assert.True(_service.Known.IsCompleted);

        var other = new Service(_service.Name, new MemoryStream(), _wanted.Writer, _ => throw new NotSupportedException());
        other.SetProblem("away");
        Assert.True(other.Known.IsCompleted);
    }

    [Fact]
    public void Found_HoldsWhileThereIsAnEndpointOrAReasonForNone()
    {
        Assert.False(_service.Found.IsCompleted);
        _service.SetEndpoints(EndpointSet.Empty);
        Assert.False(_service.Found.IsCompleted);
        _service.SetEndpoints(Set("10.0.0.1"));
        Assert.True(_service.Found.IsCompleted);
        _service.SetEndpoints(EndpointSet.Empty);
        Assert.False(_service.Found.IsCompleted);
        _service.SetProblem("away");
        Assert.True(_service.Found.IsCompleted);
    }

    [Fact]
    public void ManyCallsThatAskAtOnce_AreOneQuestion()
    {
        for (var call = 0; call < 100; call++)
        {
            Assert.True(_service.AskAgain());
        }

        Assert.Equal(1, _wanted.Reader.Count);
        Assert.True(_wanted.Reader.TryRead(out _));
        _service.Taken();
        Assert.True(_service.AskAgain());
        Assert.Equal(1, _wanted.Reader.Count);
    }

    [Fact]
    public void Connections_EndWithTheService()
    {
        var connections = new MemoryStream();
        new Service(_service.Name, connections, _wanted.Writer, _ => throw new NotSupportedException()).Dispose();

        Assert.False(connections.CanRead);
    }

    private static EndpointSet Set(params string[] hosts) => new([.. hosts.Select(host => new Endpoint(host, 50002))]);
}
