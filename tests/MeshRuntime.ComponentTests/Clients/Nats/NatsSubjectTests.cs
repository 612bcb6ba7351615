using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.ComponentTests.Clients.Nats;

public sealed class NatsSubjectTests
{
    [Theory]
    [InlineData("orders", true, true)]
    [InlineData("orders.new.ünï", true, true)]
    [InlineData("a*b.c>", true, true)]
    [InlineData("orders.*", true, false)]
    [InlineData("orders.>", true, false)]
    [InlineData(">", true, false)]
    [InlineData("orders.>.a", false, false)]
    [InlineData("", false, false)]
    [InlineData(".", false, false)]
    [InlineData("a..b", false, false)]
    [InlineData("a.", false, false)]
    [InlineData("a b", false, false)]
    [InlineData("a\tb", false, false)]
    [InlineData("a\r\nPUB b 0", false, false)]
    public void Subject_IsJudged(string subject, bool pattern, bool literal) =>
        Assert.Equal((pattern, literal), (NatsSubject.IsPattern(subject), NatsSubject.IsLiteral(subject)));
}
