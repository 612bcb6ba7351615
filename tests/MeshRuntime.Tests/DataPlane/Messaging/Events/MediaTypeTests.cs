using MeshRuntime.DataPlane.Messaging.Events;

namespace MeshRuntime.Tests.DataPlane.Messaging.Events;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData("application/cloudevents+json", ContentClass.CloudEvent)]
    [InlineData("Application/CloudEvents+JSON; charset=utf-8", ContentClass.CloudEvent)]
    [InlineData("application/json", ContentClass.Json)]
    [InlineData("application/json;charset=utf-8", ContentClass.Json)]
    [InlineData("application/json ;charset=utf-8", ContentClass.Other)] // nothing is trimmed
    [InlineData("application/vnd.x+json", ContentClass.Other)]
    [InlineData("application/octet-stream", ContentClass.Binary)]
    [InlineData("application/cloudevents+protobuf", ContentClass.Binary)]
    [InlineData("text/plain", ContentClass.Text)]
    [InlineData("TEXT/html; x=y", ContentClass.Text)]
    [InlineData("application/xml", ContentClass.Text)]
    [InlineData("application/xml+x", ContentClass.Other)]
    [InlineData("foo/bar", ContentClass.Other)]
    [InlineData("", ContentClass.Other)]
    public void Type_HasAClass(string type, ContentClass wanted) => Assert.Equal(wanted, MediaType.ClassOf(type));
}
