using MeshRuntime.Sidecar.Shedding;

namespace MeshRuntime.Tests.Sidecar.Shedding;

public sealed class RoomTests
{
    [Fact]
    public void NoLimitOnMemory_FilesDecideAlone() => Assert.Equal(new Room(9918, null, 1024 * 1024, 128 * 1024), Room.Of([], 9918));

    [Fact]
    public void TightestLimit_IsDividedBetweenConnectionsAndWork() =>
        Assert.Equal(new Room(307, 16 << 20, 16 * 1024, 64 * 1024), Room.Of([Bound(128, 30), Bound(96, 16), Bound(1024, 0)], 9918));

    [Fact]
    public void FewFiles_AreTheTighterLimit() => Assert.Equal(50, Room.Of([Bound(1024, 0)], 50).MaxConnections);

    [Fact]
    public void NothingLeft_AFewConnectionsAllTheSame() => Assert.Equal(OpenFiles.Least, Room.Of([Bound(10, 20)], null).MaxConnections);

    private static MemoryBound Bound(long limit, long used) => new("a bound", limit << 20, _ => used << 20);
}
