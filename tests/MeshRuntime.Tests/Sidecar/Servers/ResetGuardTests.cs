using System.Buffers;
using System.IO.Pipelines;
using MeshRuntime.Sidecar.Servers;
using MeshRuntime.Tests.DataPlane.Security;
using MeshRuntime.Tests.Kit;
using Microsoft.AspNetCore.Connections;
using ManualClock = MeshRuntime.Tests.Kit.ManualClock;

namespace MeshRuntime.Tests.Sidecar.Servers;

public sealed class ResetGuardTests : IAsyncDisposable
{
    private const int Preface = 24;
    private static readonly byte[] Reset = Http2Frames.Of(Http2Frames.RstStream, payload: 4);

    private readonly ManualClock _clock = new();
    private readonly LogLines<ResetGuard> _log = new();
    private readonly MemoryConnection _connection = new();
    private readonly IDuplexPipe _transport;

    public ResetGuardTests() => _transport = _connection.Connection.Transport;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task Server_ReadsWhatTheClientSent_AndMayLeaveSomeOfIt()
    {
        await _connection.Peer.WriteAsync("0123456789"u8.ToArray());
        await ServeAsync(async input =>
        {
            var read = await input.ReadAsync();
            Assert.Equal(10, read.Buffer.Length);
            input.AdvanceTo(read.Buffer.GetPosition(4), read.Buffer.End);
            await _connection.Peer.WriteAsync("ab"u8.ToArray());
            read = await input.ReadAsync();
            Assert.Equal("456789ab"u8.ToArray(), read.Buffer.ToArray());
            input.AdvanceTo(read.Buffer.End);
        });

        Assert.Same(_transport, _connection.Connection.Transport);
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task WhatTheServerLeaves_IsCountedOnce()
    {
        var sent = SendAsync(ResetWatch.Burst);
        await ServeAsync(async input =>
        {
            // Takes one byte of every read, until only the last reset is left.
            for (long taken = 0, left = Preface + (long)Reset.Length * ResetWatch.Burst; left > Reset.Length; left -= taken)
            {
                var read = await input.ReadAsync();
                Assert.False(read.IsCompleted);
                taken = Math.Max(1, read.Buffer.Length - 1);
                input.AdvanceTo(read.Buffer.GetPosition(taken));
            }
        });
        await sent;

        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task OneResetTooMany_IsTheEndOfTheInput_AndIsToldToBothSides()
    {
        var sent = SendAsync(ResetWatch.Burst + 1);
        long taken = 0;
        await ServeAsync(async input =>
        {
            while (await input.ReadAsync() is { IsCompleted: false } read)
            {
                taken += read.Buffer.Length;
                input.AdvanceTo(read.Buffer.End);
            }

            Assert.True(input.TryRead(out var ended) && ended.IsCompleted);
        });
        await sent;

        Assert.InRange(taken, Preface, Preface + (long)Reset.Length * ResetWatch.Burst);
        var goAway = new byte[17];
        await _connection.Peer.ReadExactlyAsync(goAway);
        Assert.Equal([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11], goAway);
        Assert.Equal("The connection from 10.0.0.7:4711 was ended: it took back more than 20000 requests at once, or 5000 a second", Assert.Single(_log.All).Text);
        await Eventually.TrueAsync(() => _connection.Connection.ConnectionClosed.IsCancellationRequested);
    }

    [Fact]
    public async Task ServerThatDoesNotEnd_IsCutOffAfterTwoSeconds()
    {
        var end = new TaskCompletionSource();
        var sent = SendAsync(ResetWatch.Burst + 1);
        var serving = ServeAsync(async input =>
        {
            while (await input.ReadAsync() is { IsCompleted: false } read)
            {
                input.AdvanceTo(read.Buffer.End);
            }

            await end.Task;
        });
        await sent;
        await Eventually.TrueAsync(() => _clock.Waiting == 1);
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(_connection.Connection.ConnectionClosed.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Eventually.TrueAsync(() => _connection.Connection.ConnectionClosed.IsCancellationRequested);

        Assert.False(serving.IsCompleted);
        end.SetResult();
        await serving;
    }

    private Task ServeAsync(Func<PipeReader, Task> serve)
    {
        ConnectionDelegate next = connection => serve(connection.Transport.Input);
        return ResetGuard.ServeAsync(_connection.Connection, next, _clock, _log);
    }

    private async Task SendAsync(int resets)
    {
        await _connection.Peer.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        var batch = Enumerable.Repeat(Reset, 1000).SelectMany(frame => frame).ToArray();
        for (; resets >= 1000; resets -= 1000)
        {
            await _connection.Peer.WriteAsync(batch);
        }

        await _connection.Peer.WriteAsync(batch.AsMemory(0, resets * Reset.Length));
    }
}
