using MeshRuntime.Api.Http;

namespace MeshRuntime.Tests.Api.Http;

public sealed class QueryMetadataTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("?", "")]
    [InlineData("?metadata.a=1&b=2&Metadata.c=3", "a=1")]
    [InlineData("?metadata.a=1&metadata.a=2", "a=1")] // the first counts
    [InlineData("?metadata.A=1&metadata.a=2", "A=1 a=2")]
    [InlineData("?metadata.a=x+y%20z%26&metadata.%C3%BC=1", "a=x y z& ü=1")]
    [InlineData("?metadata.a&metadata.=x", "a= =x")]
    public void Metadata_HasAPrefix(string query, string wanted) =>
        Assert.Equal(wanted, string.Join(' ', QueryMetadata.Read(query).Select(pair => $"{pair.Key}={pair.Value}")));
}
