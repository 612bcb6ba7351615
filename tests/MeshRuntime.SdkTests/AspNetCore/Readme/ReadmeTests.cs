using MeshRuntime.AspNetCore;

namespace MeshRuntime.SdkTests.AspNetCore.Readme;

/// <summary>What the package's README shows is compiled, and does what it says.</summary>
public sealed class ReadmeTests
{
    public static TheoryData<string> Blocks => [.. BlocksOf(File.ReadAllText(Path.Combine(Repository.Root, "sdk/MeshRuntime.AspNetCore/README.md")))];

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_IsCompiled(string block)
    {
        var compiled = Plain(File.ReadAllText(Path.Combine(Repository.Root, "tests/MeshRuntime.SdkTests/AspNetCore/Readme/Snippets.cs")));

        Assert.Contains(Plain(block), compiled, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GeneratedService_Answers()
    {
        await using var app = await MeshApp.StartAsync(web => web.MapMeshService<IOrders>(new Orders()));

        using var placed = await app.PostAsync("/orders", """{"id":7,"amount":3}""");
        using var bad = await app.Http.GetAsync("/orders/seven");
        using var absent = await app.Http.GetAsync("/orders/8");

        Assert.Equal([204, 400, 404], [(int)placed.StatusCode, (int)bad.StatusCode, (int)absent.StatusCode]);
        Assert.Equal("""{"id":7,"amount":3}""", await app.Http.GetStringAsync("/orders/7"));
        Assert.Equal("{\"id\":7,\"amount\":3}\n", await app.Http.GetStringAsync("/orders"));
    }

    private static IEnumerable<string> BlocksOf(string readme) =>
        readme.Split("```csharp\n").Skip(1).Select(part => part[..part.IndexOf("```", StringComparison.Ordinal)]);

    /// <summary>Without indentation and empty lines.</summary>
    private static string Plain(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
}
