using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Protocol.Grpc;

namespace MeshRuntime.Tests.Protocol.Grpc;

public sealed class MessageWatchTests
{
    private const int Limit = 100;

    [Theory]
    [InlineData(Limit - 1, true)]
    [InlineData(Limit, true)]
    [InlineData(Limit + 1, false)]
    public void Length_IsHeldAgainstTheLimit(int length, bool accepted)
    {
        var watch = new MessageWatch(Limit);
        Assert.Equal(accepted, watch.Accept(Message(length)));
        Assert.Equal(accepted ? null : length, watch.TooLong);
    }

    [Fact]
    public void HugeLength_IsRefusedAtItsLastPrefixByte()
    {
        var watch = new MessageWatch(int.MaxValue);
        Assert.True(watch.Accept([0, 0xff, 0xff, 0xff]));
        Assert.False(watch.Accept([0xff]));
        Assert.Equal(uint.MaxValue, watch.TooLong);
    }

    [Fact]
    public void AfterARefusal_NothingIsAccepted()
    {
        var watch = new MessageWatch(Limit);
        watch.Accept(Message(Limit + 1));
        Assert.False(watch.Accept(Message(1)));
        Assert.False(watch.Accept([]));
        Assert.Equal(0, watch.Messages);
    }

    [Fact]
    public void CutAnywhere_TheSameMessagesAreSeen() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Cases), tuple =>
        {
            var (lengths, step) = tuple;
            byte[] stream = [.. lengths.SelectMany(Message)];
            var ends = lengths.Select((_, i) => lengths.Take(i + 1).Sum(length => length + MessageWatch.PrefixBytes)).ToHashSet();
            var watch = new MessageWatch(Limit);
            for (var at = 0; at < stream.Length; at += step)
            {
                var end = Math.Min(at + step, stream.Length);
                Assert.True(watch.Accept(stream.AsSpan(at..end)));
                Assert.Equal(ends.Count(e => e <= end), watch.Messages);
                Assert.Equal(ends.Contains(end), watch.IsBetweenMessages);
            }
        }));

    private static readonly Gen<(int[] Lengths, int Step)> Cases =
        from count in Gen.Choose(1, 8)
        from lengths in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, Limit))).ArrayOf(count)
        from step in Gen.Choose(1, 40)
        select (lengths, step);

    // All bits set: content that is taken for a prefix announces four gigabytes.
    private static byte[] Message(int length)
    {
        var message = new byte[MessageWatch.PrefixBytes + length];
        message.AsSpan().Fill(0xff);
        message[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), length);
        return message;
    }
}
