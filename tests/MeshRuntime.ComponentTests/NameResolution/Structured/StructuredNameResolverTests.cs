using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.ComponentTests.Kit;

namespace MeshRuntime.ComponentTests.NameResolution.Structured;

public sealed class StructuredNameResolverTests : IDisposable
{
    private const string Json = """
        {"appInstances": {
          "orders": [
            {"domain": "", "ipv4": "127.0.0.1", "ipv6": "", "port": 50002, "extendedInfo": {"zone": "a"}},
            {"domain": "orders.example", "ipv4": "127.0.0.2", "ipv6": "::1", "port": 50003},
            {"domain": "", "ipv4": "", "ipv6": "fe80::1", "port": 50004}],
          "idle": []}}
        """;

    private const string Yaml = """
        appInstances:
          orders:
            - {domain: "", ipv4: 127.0.0.1, ipv6: "", port: 50002, extendedInfo: {zone: a}}
            - domain: orders.example
              ipv4: 127.0.0.2
              ipv6: "::1"
              port: 50003
            - ipv6: fe80::1
              port: 50004
          idle: []
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("jsonString", Json, false)]
    [InlineData("jsonFile", Json, true)]
    [InlineData("yamlString", Yaml, false)]
    [InlineData("yamlFile", Yaml, true)]
    [InlineData("yamlString", Json, false)]
    public async Task EachFormOfDapr_IsRead(string type, string text, bool inFile)
    {
        var source = ("stringValue", text);
        if (inFile)
        {
            await File.WriteAllTextAsync(_folder["map"], text);
            source = ("filePath", _folder["map"]);
        }

        await using var resolver = await new Bench(_folder.Path)
            .StartAsync<INameResolver>("nameresolution.structuredformat", ("structuredType", type), source);

        var set = await resolver.ResolveAsync(new ServiceName("orders", "any"), CancellationToken.None);
        Assert.Equal(["127.0.0.1:50002", "orders.example:50003", "[fe80::1]:50004"], set.Endpoints.Select(endpoint => endpoint.Authority));
        Assert.Equal("a", set.Endpoints[0].Labels["zone"]);
        Assert.Empty((await resolver.ResolveAsync(new ServiceName("idle", "any"), CancellationToken.None)).Endpoints);
    }

    [Theory]
    [InlineData("addresses", "orders 127.0.0.1:1", "app = host:port")]
    [InlineData("addresses", "orders = 127.0.0.1", "\"127.0.0.1\", an address of \"orders\"")]
    [InlineData("addresses", "orders = 127.0.0.1:70000", "127.0.0.1:70000")]
    [InlineData("addresses", "orders = ::1:50002", "::1:50002")]
    [InlineData("jsonString", "{", "not JSON")]
    [InlineData("jsonString", "{\"apps\": {}}", "appInstances")]
    [InlineData("jsonString", "{\"appInstances\": {\"orders\": [{\"port\": 1}]}}", "none of domain, ipv4 and ipv6")]
    [InlineData("jsonString", "{\"appInstances\": {\"orders\": [{\"ipv4\": \"127.0.0.1\"}]}}", "port 0")]
    [InlineData("yamlString", "appInstances:\n  orders: [}", "not YAML (line 2)")]
    [InlineData("yamlString", "appInstances: {orders: 5}", "\"orders\" (line 1) is not a list")]
    public async Task MapThatCannotBeRead_IsRefusedWithTheReason(string form, string text, string reason)
    {
        (string, string)[] metadata = form == "addresses" ? [("addresses", text)] : [("structuredType", form), ("stringValue", text)];

        var refusal = await Assert.ThrowsAsync<ComponentException>(
            () => new Bench(_folder.Path).StartAsync<INameResolver>("nameresolution.structured", metadata));

        Assert.Equal(ComponentFault.Invalid, refusal.Fault);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingFile_IsNamed()
    {
        var refusal = await Assert.ThrowsAsync<ComponentException>(() => new Bench(_folder.Path)
            .StartAsync<INameResolver>("nameresolution.structured", ("structuredType", "jsonFile"), ("filePath", _folder["none.json"])));

        Assert.Contains(_folder["none.json"], refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "addresses")]
    [InlineData("structuredType", "xmlString", "structuredType")]
    [InlineData("structuredType", "jsonString", "stringValue")]
    [InlineData("structuredType", "yamlFile", "filePath")]
    [InlineData("addresses stringValue", "orders = 127.0.0.1:1", "addresses")]
    public void WrongMetadata_IsReportedAtItsField(string fields, string value, string reported)
    {
        var metadata = fields.Split(' ').Select(field => (field, value)).ToArray();

        new Bench(_folder.Path).Make("nameresolution.structured", out var read, metadata);

        Assert.Equal(reported, Assert.Single(read.Problems).Field);
    }
}
