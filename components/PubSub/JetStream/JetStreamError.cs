using System.Text.Json;
using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.JetStream;

/// <summary>What JetStream answered instead of a result (ADR-7 of nats-architecture-and-design lists the numbers).</summary>
internal sealed record JetStreamError(int Code, int Number, string Description)
{
    private const int ConsumerNotFound = 10014;
    private const int StreamNotFound = 10059;
    private const int StoreFailed = 10077;
    private const int MemoryExceeded = 10028;
    private const int StorageExceeded = 10047;
    private const int NoResources = 10023;

    public bool IsAbsence => Number is ConsumerNotFound or StreamNotFound || (Number == 0 && Code == 404);

    private ComponentFault Fault => Number switch
    {
        ConsumerNotFound or StreamNotFound => ComponentFault.NotFound,
        StoreFailed when Description.Contains("maximum", StringComparison.Ordinal) => ComponentFault.Throttled,
        MemoryExceeded or StorageExceeded or NoResources => ComponentFault.Throttled,
        _ => Code is >= 400 and < 500 ? ComponentFault.Invalid : ComponentFault.Unavailable,
    };

    public static JetStreamError? Read(JsonElement answer)
    {
        if (!answer.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        return new JetStreamError(
            (int)JetStreamJson.Number(error, "code"), (int)JetStreamJson.Number(error, "err_code"), JetStreamJson.Text(error, "description") ?? "no reason given");
    }

    /// <param name="what">What was asked for, as the beginning of a sentence.</param>
    public ComponentException ToException(string what) => new(Fault, $"{what}: JetStream says \"{Description}\" (error {(Number == 0 ? Code : Number)}).");
}
