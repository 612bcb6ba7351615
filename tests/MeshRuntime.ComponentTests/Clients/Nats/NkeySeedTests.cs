using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.ComponentTests.Clients.Nats;

public sealed class NkeySeedTests
{
    // The pair of the NATS documentation's page on NKeys.
    private const string Seed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
    private const string PublicKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

    [Fact]
    public void PublicKey_IsThatOfTheDocumentation() => Assert.Equal(PublicKey, NkeySeed.Parse(Seed + "\n")?.PublicKey);

    [Theory]
    [InlineData("")]
    [InlineData("SU")]
    [InlineData(PublicKey)]
    [InlineData("SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU2VY")]
    [InlineData("SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3V")]
    [InlineData("suacssl3uahudxkfsnvuzrf5uhpmwz6bfdtj7m6usdxiednppqyyycu3vy")]
    [InlineData("SAACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY")]
    public void WhatIsNoUsersSeed_IsRefused(string text) => Assert.Null(NkeySeed.Parse(text));
}
