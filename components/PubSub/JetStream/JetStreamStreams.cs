using System.Security.Cryptography;
using System.Text;
using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Nats;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>Finds the stream of a topic, and makes one where the user allowed that.</summary>
internal sealed partial class JetStreamStreams(JetStreamApi api, JetStreamOptions options, ILogger log)
{
    /// <exception cref="ComponentException">There is none.</exception>
    public async ValueTask<string> FindOrMakeAsync(string topic, CancellationToken cancellation)
    {
        if (await api.FindStreamAsync(topic, cancellation) is { } found)
        {
            return found;
        }

        if (!options.CreateStream)
        {
            throw Missing(topic);
        }

        var name = NameOf(topic);
        await api.CreateStreamAsync(name, topic, cancellation);
        Log.Made(log, name, topic);
        return name;
    }

    public static ComponentException Missing(string topic) => new(
        ComponentFault.NotFound,
        $"no JetStream stream takes the subject {topic}. Make one: nats stream add {NameOf(topic)} --subjects '{topic}' --defaults, or set createStream: \"true\" in the component.");

    /// <summary>A stream's name for a topic. What a name cannot hold is replaced, and a mark of the whole added, so that no two topics meet.</summary>
    public static string NameOf(string topic)
    {
        var name = new StringBuilder(topic.Length);
        foreach (var letter in topic)
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' ? letter : '_');
        }

        var text = name.ToString();
        return text == topic && text.Length <= 100 ? text : $"{text[..Math.Min(text.Length, 100)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(topic)))[..8]}";
    }

    private static partial class Log
    {
        [LoggerMessage(5150, LogLevel.Information, "Made the stream {Stream} for {Topic} (createStream)")]
        public static partial void Made(ILogger logger, string stream, string topic);
    }
}
