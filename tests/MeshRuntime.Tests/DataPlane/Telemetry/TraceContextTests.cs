using MeshRuntime.DataPlane.Telemetry;

namespace MeshRuntime.Tests.DataPlane.Telemetry;

public sealed class TraceContextTests
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public void NextStep_KeepsTraceFlagsAndState_AndHasASpanOfItsOwn()
    {
        var (own, state) = TraceContext.Continue(Parent, "v=1");

        Assert.True(TraceContext.IsValid(own));
        Assert.Equal((Parent[..36], Parent[52..], "v=1"), (own[..36], own[52..], state));
        Assert.NotEqual(Parent, own);
        Assert.NotEqual(own, TraceContext.Continue(Parent, "v=1").TraceParent);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\n")]
    public void MalformedParent_BeginsANewTrace_WithoutState(string? parent)
    {
        var trace = TraceContext.Continue(parent, "v=1");

        Assert.False(TraceContext.IsValid(parent));
        Assert.True(TraceContext.IsValid(trace.TraceParent));
        Assert.EndsWith("-00", trace.TraceParent, StringComparison.Ordinal);
        Assert.Empty(trace.TraceState);
    }

    [Theory]
    [InlineData(512, 512)]
    [InlineData(513, 0)]
    public void LongState_IsDropped(int length, int kept) => Assert.Equal(kept, TraceContext.Continue(Parent, new string('x', length)).TraceState.Length);
}
