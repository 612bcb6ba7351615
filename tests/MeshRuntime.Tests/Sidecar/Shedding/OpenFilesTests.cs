using MeshRuntime.Sidecar.Shedding;

namespace MeshRuntime.Tests.Sidecar.Shedding;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData("Limit                     Soft Limit           Hard Limit           Units     \nMax open files            256                  4096                 files     \n", 256)]
    [InlineData("Max open files            unlimited            unlimited            files     \n", null)]
    [InlineData("", null)]
    public void Limit_IsReadFromItsLine(string limits, int? limit) => Assert.Equal(limit, OpenFiles.LimitIn(limits));

    [Theory]
    [InlineData(256, 92, 50)]
    [InlineData(20_000, 100, 9_918)]
    [InlineData(64, 60, OpenFiles.Least)]
    public void Callers_GetHalfOfWhatIsLeft(int limit, int open, int share) => Assert.Equal(share, OpenFiles.ShareOf(limit, open));
}
