using System.Diagnostics;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.SdkTests.Packaging;

/// <summary>Somebody installs the packages into an app of their own: it builds without a warning, and serves and calls through a real sidecar.</summary>
[Collection(PackagingCollection.Name)]
public sealed class FreshAppTests(PackedSdk sdk) : MeshTest
{
    private const string Program = """
        using System.Text.Json.Serialization;
        using Greetings;
        using MeshRuntime.AspNetCore;
        using MeshRuntime.Client;

        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddMesh();
        builder.Services.AddMeshService<IGreeter>();
        var app = builder.Build();
        app.MapMeshService<IGreeter>(new Greeter());
        app.MapGet("/relay/{name}", async (string name, IGreeter greeter) => (await greeter.GreetAsync(name))?.Text ?? "nobody");
        app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("APP_PORT")}");

        namespace Greetings
        {
            [MeshService("greeter", Json = typeof(GreeterJson))]
            public partial interface IGreeter
            {
                [Get("/greetings/{name}")]
                Task<Greeting?> GreetAsync(string name, CancellationToken cancellationToken = default);
            }

            public sealed record Greeting(string Text);

            [JsonSerializable(typeof(Greeting))]
            public sealed partial class GreeterJson : JsonSerializerContext;

            internal sealed class Greeter : IGreeter
            {
                public Task<Greeting?> GreetAsync(string name, CancellationToken cancellationToken) =>
                    Task.FromResult(name == "Nemo" ? null : new Greeting($"Hello, {name}"));
            }
        }
        """;

    [Fact]
    public async Task Packages_InAFreshApp_ServeAndCall()
    {
        var folder = await sdk.FreshFolderAsync();
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), Program);
        await File.WriteAllTextAsync(Path.Combine(folder, "greeter.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="MeshRuntime.Client" Version="{sdk.Version}" />
                <PackageReference Include="MeshRuntime.AspNetCore" Version="{sdk.Version}" />
              </ItemGroup>
            </Project>
            """);

        await Dotnet.RunAsync(folder, "build", "--nologo", "-v", "quiet", "--disable-build-servers", "-warnaserror");
        var sidecar = Bed.Start(new SidecarSetup("greeter") { AppPort = Bed.NextPort() });
        using var app = MeshProcess.Start("dotnet", [Path.Combine(folder, "bin/Debug/net10.0/greeter.dll")], Bed.Home, new Dictionary<string, string>
        {
            ["APP_PORT"] = $"{sidecar.Setup.AppPort}",
            ["DAPR_HTTP_PORT"] = $"{sidecar.HttpPort}",
        });
        var log = new ProcessLog();
        log.Read(app);
        try
        {
            await sidecar.WaitUntilReadyAsync();

            Assert.Equal("Hello, Ann Lee", await sidecar.Http.GetStringAsync("/v1.0/invoke/greeter/method/relay/Ann%20Lee"));
            Assert.Equal("nobody", await sidecar.Http.GetStringAsync("/v1.0/invoke/greeter/method/relay/Nemo"));
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            Assert.Fail($"{e.Message}\n{log.Text}");
        }
        finally
        {
            app.Kill(entireProcessTree: true);
        }
    }
}
