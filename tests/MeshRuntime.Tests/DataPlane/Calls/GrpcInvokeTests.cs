using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class GrpcInvokeTests
{
    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, "type.googleapis.com/shop.Order")]
    [InlineData(false, "ö % \u0001")]
    public void WhatIsWritten_IsRead(bool hasVerb, string typeUrl)
    {
        using var request = new HttpRequestMessage();
        new GrpcInvoke(hasVerb, typeUrl).WriteTo(request.Headers);
        var received = new HeaderDictionary();
        foreach (var (name, values) in request.Headers.NonValidated)
        {
            received[name] = values.ToString();
        }

        Assert.Equal(new GrpcInvoke(hasVerb, typeUrl), GrpcInvoke.Read(received));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("of a later version")]
    public void OtherRequest_HasNone(string? form) =>
        Assert.Null(GrpcInvoke.Read(form is null ? [] : new HeaderDictionary { ["mesh-invoke"] = form }));

    [Fact]
    public void TwoForms_AreNone() => Assert.Null(GrpcInvoke.Read(new HeaderDictionary { ["mesh-invoke"] = new(["grpc", "grpc-no-verb"]) }));
}
