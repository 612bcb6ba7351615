using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Protocol.Grpc;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class GrpcMetadataTests
{
    [Theory]
    [InlineData("a\rb")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("a\tb")]
    [InlineData("ä")]
    [InlineData("\u007f")]
    public void ValueThatCannotStandInAHeader_IsRefused(string value)
    {
        GrpcMetadata metadata = [];
        Assert.False(metadata.TryAdd("name", value));
        Assert.Throws<ArgumentException>(() => metadata.Add("name", value));
        Assert.Empty(metadata);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData(":path")]
    [InlineData("a\r\nb")]
    [InlineData("ä")]
    [InlineData("grpc-status")]
    [InlineData("Grpc-Timeout")]
    [InlineData("grpc-status-details-bin")]
    [InlineData("content-type")]
    [InlineData("TE")]
    [InlineData("transfer-encoding")]
    public void NameThatIsNoMetadata_IsRefused(string name)
    {
        GrpcMetadata metadata = [];
        Assert.False(metadata.TryAdd(name, "AAAA"));
        Assert.Throws<ArgumentException>(() => metadata.Add(name, new byte[] { 1 }));
        Assert.Empty(metadata);
    }

    [Fact]
    public void Names_AreLowerCaseAndFoundInAnyCase()
    {
        GrpcMetadata metadata = [];
        metadata.Add("X-Tenant", "a");
        metadata.Add("x-tenant", "b");
        Assert.Equal("b", metadata["X-TENANT"]);
        Assert.Equal(["a", "b"], metadata.All("x-Tenant").Select(entry => entry.Text));
        Assert.All(metadata, entry => Assert.Equal("x-tenant", entry.Name));
        Assert.Null(metadata["other"]);
        Assert.Null(metadata.BytesOf("other-bin"));
    }

    [Theory]
    [InlineData("AQI", new byte[] { 1, 2 })]
    [InlineData("AQI=", new byte[] { 1, 2 })]
    [InlineData("", new byte[0])]
    public void Base64_IsReadWithAndWithoutPadding(string value, byte[] bytes)
    {
        GrpcMetadata metadata = [];
        metadata.Add("x-bin", value);
        Assert.Equal(bytes, metadata.BytesOf("x-bin")!.Value.ToArray());
        Assert.Equal(value.TrimEnd('='), metadata["x-bin"]);
    }

    [Fact]
    public void Base64WithCommas_IsSeveralValues()
    {
        GrpcMetadata metadata = [];
        metadata.Add("x-bin", "AQ==,Ag, Aw");
        Assert.Equal([[1], [2], [3]], metadata.Select(entry => entry.Bytes.ToArray()));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("!!!!")]
    [InlineData("AQ,!")]
    public void WhatIsNoBase64_IsRefusedWhole(string value)
    {
        GrpcMetadata metadata = [];
        Assert.False(metadata.TryAdd("x-bin", value));
        Assert.Empty(metadata);
    }

    [Fact]
    public void BytesUnderATextName_AreRefused() =>
        Assert.Contains("-bin", Assert.Throws<ArgumentException>(() => new GrpcMetadata { { "x", new byte[] { 1 } } }).Message);

    [Fact]
    public void AnyMetadata_ComesBackThroughHeaders() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Arb.From(Entries), entries =>
        {
            GrpcMetadata sent = [];
            foreach (var (name, value) in entries)
            {
                if (name.EndsWith("-bin", StringComparison.Ordinal))
                {
                    sent.Add(name, value);
                }
                else
                {
                    sent.Add(name, Encoding.ASCII.GetString(value.Select(b => (byte)(' ' + (b % 95))).ToArray()));
                }
            }

            var server = new HeaderDictionary();
            sent.CopyTo(server);
            GrpcMetadata atServer = [];
            atServer.AddFrom(server);
            using var request = new HttpRequestMessage { Content = new ByteArrayContent([]) };
            sent.CopyTo(request);
            GrpcMetadata atClient = [];
            atClient.AddFrom(request.Headers);
            atClient.AddFrom(request.Content.Headers);
            foreach (var name in sent.Select(entry => entry.Name).Distinct())
            {
                Assert.Equal(sent.All(name).Select(entry => entry.Text), atServer.All(name).Select(entry => entry.Text));
                Assert.Equal(sent.All(name).Select(entry => entry.Text), atClient.All(name).Select(entry => entry.Text));
                Assert.Equal(sent.All(name).Select(entry => entry.Bytes.ToArray()), atServer.All(name).Select(entry => entry.Bytes.ToArray()));
            }

            Assert.Equal(sent.Count, atServer.Count);
            Assert.Equal(sent.Count, atClient.Count);
        }));

    [Fact]
    public void UserAgent_IsReadAndNotPassedOn()
    {
        GrpcMetadata metadata = [];
        metadata.AddFrom(new HeaderDictionary { ["user-agent"] = "a client", ["te"] = "trailers", ["grpc-timeout"] = "1S", [":authority"] = "x" });
        Assert.Equal("a client", Assert.Single(metadata).Text);
        using var request = new HttpRequestMessage();
        metadata.CopyTo(request);
        Assert.Empty(request.Headers);
    }

    private static readonly Gen<List<(string, byte[])>> Entries =
        (from name in Gen.Elements("a", "b-c", "expires", "allow", "grpc-trace-bin", "x-bin", "y.z-bin")
         from length in Gen.Choose(0, 12)
         from value in Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length)
         select (name, value)).ListOf();
}
