using System.Text;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>What AMQP 0-9-1 can carry as a name, and how a name is found in metadata.</summary>
internal static class RabbitNames
{
    /// <summary>A short string of AMQP.</summary>
    public const int MaxBytes = 255;

    /// <exception cref="ComponentException">It is empty, which means something else on the broker, or too long.</exception>
    public static string Check(string name, string field) => name.Length > 0
        ? CheckLength(name, field)
        : throw new ComponentException(ComponentFault.Invalid, $"the {field} is empty: write a name");

    /// <exception cref="ComponentException">It is too long.</exception>
    public static string CheckLength(string text, string field) => Encoding.UTF8.GetByteCount(text) <= MaxBytes
        ? text
        : throw new ComponentException(
            ComponentFault.Invalid, $"the {field} \"{text[..Math.Min(40, text.Length)]}…\" is longer than RabbitMQ's {MaxBytes} bytes: shorten it");

    /// <summary>A value by its name in any case, as Dapr takes them.</summary>
    public static string? Find(IReadOnlyDictionary<string, string>? metadata, string name)
    {
        if (metadata is null || metadata.Count == 0)
        {
            return null;
        }

        if (metadata.TryGetValue(name, out var exact))
        {
            return exact;
        }

        foreach (var (key, value) in metadata)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }
}
