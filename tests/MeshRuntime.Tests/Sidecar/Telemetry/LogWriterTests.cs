using System.Text;
using MeshRuntime.Sidecar.Telemetry;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Telemetry;

public sealed class LogWriterTests
{
    [Fact]
    public void StuckReader_SlowsNobody_AndIsToldWhatItMissed()
    {
        var stream = new GatedStream();
        var writer = new LogWriter(stream, dropped => $"dropped {dropped}");
        writer.Write("first");
        stream.Entered.Wait(TestContext.Current.CancellationToken);

        for (var i = 0; i < 8192 + 100; i++)
        {
            writer.Write("more");
        }

        stream.Open.Set();
        writer.Dispose();
        var lines = stream.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["first", "dropped 100", "more"], lines[..3]);
        Assert.Equal(8192 + 2, lines.Length);
    }

    [Fact]
    public void WhatWaits_IsBoundedBySizeToo()
    {
        var stream = new GatedStream();
        var writer = new LogWriter(stream, dropped => $"dropped {dropped}");
        writer.Write("first");
        stream.Entered.Wait(TestContext.Current.CancellationToken);
        var mebi = new string('x', 1 << 20);

        for (var i = 0; i < 20; i++)
        {
            writer.Write(mebi);
        }

        stream.Open.Set();
        writer.Dispose();
        Assert.Contains("dropped 12\n", stream.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void FullDisk_LosesLines_AndGoesOnWhenThereIsRoom()
    {
        var stream = new GatedStream { Fails = true };
        stream.Open.Set();
        var writer = new LogWriter(stream, dropped => $"dropped {dropped}");
        writer.Write("lost");
        SpinWait.SpinUntil(() => stream.Failures == 1, TimeSpan.FromSeconds(10));
        writer.Write("lost, with the notice of the first");
        SpinWait.SpinUntil(() => stream.Failures == 2, TimeSpan.FromSeconds(10));
        stream.Fails = false;

        writer.Write("kept");
        writer.Dispose();

        Assert.Equal("dropped 2\nkept\n", stream.Text);
    }

    /// <summary>A place that does not take anything until told, or fails.</summary>
    private sealed class GatedStream : MemoryStream
    {
        private volatile bool _fails;
        private int _failures;

        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Open { get; } = new();

        public bool Fails
        {
            get => _fails;
            set => _fails = value;
        }

        public int Failures => Volatile.Read(ref _failures);

        public string Text => Encoding.UTF8.GetString(ToArray());

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Entered.Set();
            Open.Wait();
            if (_fails)
            {
                Interlocked.Increment(ref _failures);
                throw new IOException("No space left on device");
            }

            base.Write(buffer);
        }
    }
}
