using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>Who the client says it is. All absent: nobody.</summary>
internal sealed record NatsCredentials
{
    public string? Token { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The account's word about the user; goes with <see cref="Key"/>.</summary>
    public string? Jwt { get; init; }

    /// <summary>Signs what the server asks to be signed; alone, its public half is the user.</summary>
    public NkeySeed? Key { get; init; }

    /// <summary>Writes them into CONNECT.</summary>
    public void Write(Utf8JsonWriter json, string? nonce)
    {
        WriteIfAny(json, "auth_token", Token);
        WriteIfAny(json, "user", User);
        WriteIfAny(json, "pass", Password);
        WriteIfAny(json, "jwt", Jwt);
        if (Key is not null && nonce is not null)
        {
            if (Jwt is null)
            {
                json.WriteString("nkey", Key.PublicKey);
            }

            json.WriteString("sig", Base64Url.EncodeToString(Key.Sign(Encoding.UTF8.GetBytes(nonce))));
        }
    }

    // Records print their members; these must not reach a log.
    public override string ToString() => nameof(NatsCredentials);

    private static void WriteIfAny(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
