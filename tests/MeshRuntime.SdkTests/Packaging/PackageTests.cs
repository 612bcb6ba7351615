using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace MeshRuntime.SdkTests.Packaging;

/// <summary>What lies in the packages.</summary>
[Collection(PackagingCollection.Name)]
public sealed class PackageTests(PackedSdk sdk)
{
    [Theory]
    [InlineData("MeshRuntime.Client", "lib/net10.0/MeshRuntime.Client.dll", "lib/net10.0/MeshRuntime.Client.xml",
        "analyzers/dotnet/cs/MeshRuntime.Client.CodeFixes.dll", "analyzers/dotnet/cs/MeshRuntime.Client.Generator.dll")]
    [InlineData("MeshRuntime.AspNetCore", "lib/net10.0/MeshRuntime.AspNetCore.dll", "lib/net10.0/MeshRuntime.AspNetCore.xml")]
    [InlineData("MeshRuntime.Templates", "content/mesh-service/.template.config/template.json", "content/mesh-service/Company.Service1.csproj",
        "content/mesh-service/Greeter.cs", "content/mesh-service/IGreeter.cs", "content/mesh-service/Program.cs", "content/mesh-service/README.md", "content/mesh-service/dapr.yaml")]
    public void Package_HoldsItsFiles_AndNothingElse(string id, params string[] files)
    {
        using var package = sdk.Open(id);

        Assert.Equal([.. files.Append("README.md").Append("icon.png").Append($"{id}.nuspec").Order(StringComparer.Ordinal)], Files(package));
    }

    [Theory]
    [InlineData("MeshRuntime.Client")]
    [InlineData("MeshRuntime.AspNetCore")]
    [InlineData("MeshRuntime.Templates")]
    public void Package_SaysWhatItIs(string id)
    {
        using var package = sdk.Open(id);
        using var stream = package.GetEntry($"{id}.nuspec")!.Open();
        var said = XDocument.Load(stream).Root!.Elements().Single().Elements().ToDictionary(element => element.Name.LocalName);

        Assert.Equal("Apache-2.0", said["license"].Value);
        Assert.Equal("README.md", said["readme"].Value);
        Assert.Equal("icon.png", said["icon"].Value);
        Assert.Contains("dapr", said["tags"].Value.Split(' '));
        Assert.InRange(said["description"].Value.Length, 40, 400);
        Assert.DoesNotContain("Package Description", said["description"].Value, StringComparison.Ordinal); // what NuGet writes when nobody says anything
    }

    [Fact]
    public void PackageForServers_BringsTheGenerator()
    {
        using var package = sdk.Open("MeshRuntime.AspNetCore");
        using var stream = package.GetEntry("MeshRuntime.AspNetCore.nuspec")!.Open();
        var client = XDocument.Load(stream).Descendants().Single(element => element.Attribute("id")?.Value == "MeshRuntime.Client");

        Assert.Equal(sdk.Version, client.Attribute("version")!.Value);
        Assert.DoesNotContain("Analyzers", client.Attribute("exclude")?.Value ?? "", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("MeshRuntime.Client")]
    [InlineData("MeshRuntime.AspNetCore")]
    public void Symbols_NameNoFolderOfThisMachine(string id)
    {
        using var symbols = sdk.Open(id, "snupkg");
        using var provider = MetadataReaderProvider.FromPortablePdbStream(Copy(symbols.GetEntry($"lib/net10.0/{id}.pdb")!));
        var reader = provider.GetMetadataReader();
        var documents = reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name)).ToList();

        Assert.Contains(documents, document => document.StartsWith($"/_/sdk/{id}/", StringComparison.Ordinal));
        Assert.All(documents, document => Assert.StartsWith("/_", document, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("MeshRuntime.Client")]
    [InlineData("MeshRuntime.AspNetCore")]
    public void Library_NamesNoFolderOfThisMachine(string id)
    {
        using var package = sdk.Open(id);
        foreach (var library in package.Entries.Where(entry => entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var reader = new PEReader(Copy(library));
            var path = reader.ReadCodeViewDebugDirectoryData(reader.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView)).Path;

            Assert.StartsWith("/_/", path, StringComparison.Ordinal);
        }
    }

    // What the format itself needs is no file of ours.
    private static string[] Files(ZipArchive package) =>
    [
        .. package.Entries.Select(entry => entry.FullName)
            .Where(name => name != "[Content_Types].xml" && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    // A reader wants to seek, which what is being unpacked cannot.
    private static MemoryStream Copy(ZipArchiveEntry entry)
    {
        var copy = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(copy);
        copy.Position = 0;
        return copy;
    }
}
