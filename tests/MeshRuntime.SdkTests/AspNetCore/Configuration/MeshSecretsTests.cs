using MeshRuntime.AspNetCore;
using MeshRuntime.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.SdkTests.AspNetCore.Configuration;

/// <summary>Secrets as configuration: names, absence, change.</summary>
public sealed class MeshSecretsTests
{
    [Fact]
    public async Task Store_BecomesConfiguration()
    {
        await using var sidecar = await VaultAsync();
        using var configuration = Build(sidecar, _ => { });

        Assert.Equal(
            ["App:Plain=x", "db:password=p", "db:user=u", "Mail:Smtp:Key=k", "single=s"],
            configuration.AsEnumerable().Where(one => one.Value is not null).Select(one => $"{one.Key}={one.Value}").Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task NamesPrefixAndSeparator_AreTheCallers()
    {
        await using var sidecar = await VaultAsync();
        using var named = Build(sidecar, options => options.Names.Add("db"));
        using var prefixed = Build(sidecar, options => options.Prefix = "App__");
        using var verbatim = Build(sidecar, options => options.SectionSeparator = "");

        Assert.Equal(["db", "db:password", "db:user"], named.AsEnumerable().Select(one => one.Key).Order());
        Assert.Equal(["Plain"], prefixed.AsEnumerable().Select(one => one.Key));
        Assert.Equal("x", verbatim["App__Plain"]);
    }

    [Fact]
    public async Task AbsentStore_EndsTheStart_AndSaysWhatToDo()
    {
        await using var sidecar = await VaultAsync();

        var failure = Assert.Throws<InvalidOperationException>(() => Build(sidecar, _ => { }, "volt"));

        Assert.StartsWith("The secrets of store volt could not be read into the configuration:", failure.Message, StringComparison.Ordinal);
        Assert.Contains("failed finding secret store with key volt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Start the sidecar with a secret store of that name", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AbsentSecret_EndsTheStart()
    {
        await using var sidecar = await VaultAsync();

        var failure = Assert.Throws<InvalidOperationException>(() => Build(sidecar, options => options.Names.Add("nothing")));

        Assert.Contains("nothing", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OptionalStore_MayBeAbsent()
    {
        await using var sidecar = await VaultAsync();
        using var configuration = Build(sidecar, options => options.Optional = true, "volt");

        Assert.Empty(configuration.AsEnumerable());
    }

    [Fact]
    public async Task Start_WaitsForTheSidecar_UpToItsLimit()
    {
        await using var sidecar = await VaultAsync();
        sidecar.IsWell = false;

        var failure = Assert.Throws<InvalidOperationException>(() => Build(sidecar, options => options.WaitForSidecar = TimeSpan.FromMilliseconds(200)));
        Assert.IsType<TimeoutException>(failure.InnerException);
        Assert.Contains("store vault", failure.Message, StringComparison.Ordinal);

        var build = Task.Run(() => Build(sidecar, _ => { }));
        sidecar.IsWell = true;
        using var configuration = await Wait.ForAsync(build, "the sidecar is well");
        Assert.Equal("s", configuration["single"]);
    }

    [Fact]
    public async Task Reload_TakesWhatHasChanged_AndKeepsWhatItHasWhileTheStoreIsAway()
    {
        await using var sidecar = await VaultAsync();
        using var configuration = Build(sidecar, options => options.ReloadInterval = TimeSpan.FromMilliseconds(20));
        var reloads = 0;
        using var _ = ChangeToken.OnChange(configuration.GetReloadToken, () => reloads++);

        sidecar.Secrets = new() { ["single"] = new() { ["single"] = "new" } };
        await Wait.UntilAsync(() => reloads == 1, "the change arrives");
        Assert.Equal(("new", null), (configuration["single"], configuration["db:user"]));

        sidecar.IsStoreAway = true;
        await Wait.UntilAsync(() => sidecar.AskedInVain >= 2, "it is asked again");
        Assert.Equal("new", configuration["single"]);
        Assert.Equal(1, reloads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void TimesThatAreNone_AreRefused(int seconds)
    {
        var builder = new ConfigurationBuilder();

        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddMeshSecrets("vault", options => options.ReloadInterval = TimeSpan.FromSeconds(seconds)));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddMeshSecrets("vault", options => options.WaitForSidecar = TimeSpan.FromSeconds(seconds)));
    }

    private static ConfigurationRoot Build(StandInSidecar sidecar, Action<MeshSecretsOptions> configure, string store = "vault") =>
        (ConfigurationRoot)new ConfigurationBuilder().AddMeshSecrets(store, options =>
        {
            options.Client = sidecar.Options;
            configure(options);
        }).Build();

    private static async Task<StandInSidecar> VaultAsync()
    {
        var sidecar = await StandInSidecar.StartAsync();
        sidecar.Secrets = new()
        {
            ["single"] = new() { ["single"] = "s" },
            ["db"] = new() { ["user"] = "u", ["password"] = "p" },
            ["App__Plain"] = new() { ["App__Plain"] = "x" },
            ["Mail__Smtp"] = new() { ["Key"] = "k" },
        };
        return sidecar;
    }
}
