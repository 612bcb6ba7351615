using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Writes what a client says. Subjects must have passed <see cref="NatsSubject"/>: here nothing is checked.</summary>
internal static class NatsCommands
{
    public static void Publish(IBufferWriter<byte> output, string subject, string? replyTo, NatsHeaders? headers, ReadOnlySpan<byte> data)
    {
        output.Write(headers is null ? "PUB "u8 : "HPUB "u8);
        Encoding.UTF8.GetBytes(subject, output);
        output.Write(" "u8);
        if (replyTo is not null)
        {
            Encoding.UTF8.GetBytes(replyTo, output);
            output.Write(" "u8);
        }

        var head = headers?.Length() ?? 0;
        if (headers is not null)
        {
            Write(output, head);
            output.Write(" "u8);
        }

        Write(output, head + data.Length);
        output.Write("\r\n"u8);
        headers?.Write(output);
        output.Write(data);
        output.Write("\r\n"u8);
    }

    public static void Subscribe(IBufferWriter<byte> output, string subject, string? queueGroup, long id)
    {
        output.Write("SUB "u8);
        Encoding.UTF8.GetBytes(subject, output);
        output.Write(" "u8);
        if (queueGroup is not null)
        {
            Encoding.UTF8.GetBytes(queueGroup, output);
            output.Write(" "u8);
        }

        Write(output, id);
        output.Write("\r\n"u8);
    }

    public static void Unsubscribe(IBufferWriter<byte> output, long id)
    {
        output.Write("UNSUB "u8);
        Write(output, id);
        output.Write("\r\n"u8);
    }

    public static void Ping(IBufferWriter<byte> output) => output.Write("PING\r\n"u8);

    public static void Pong(IBufferWriter<byte> output) => output.Write("PONG\r\n"u8);

    public static void Connect(IBufferWriter<byte> output, NatsOptions options, NatsCredentials credentials, string? nonce, bool encrypted)
    {
        output.Write("CONNECT "u8);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("verbose", false);
            json.WriteBoolean("pedantic", false);
            json.WriteBoolean("tls_required", encrypted);
            json.WriteString("name", options.Name);
            json.WriteString("lang", "meshruntime");
            json.WriteString("version", "1");
            json.WriteNumber("protocol", 1);
            json.WriteBoolean("headers", true);
            json.WriteBoolean("no_responders", true);
            credentials.Write(json, nonce);
            json.WriteEndObject();
        }

        output.Write("\r\n"u8);
    }

    private static void Write(IBufferWriter<byte> output, long number)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(20), out var written);
        output.Advance(written);
    }
}
