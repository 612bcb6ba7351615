using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.AspNetCore;

/// <summary>Lets only the sidecar through. Keeps the token's SHA-256 and compares digests in fixed time: how long a refusal takes tells nothing of the token.</summary>
internal sealed class AppToken
{
    public const string Variable = "APP_API_TOKEN";

    private const string Header = "dapr-api-token";

    private readonly byte[] _digest;

    public AppToken(string token)
    {
        // As the sidecar does: a secret that failed to mount must not open the door.
        if (token.Length == 0)
        {
            throw new InvalidOperationException($"{Variable} is set but empty: give it the value that the sidecar has, or remove it.");
        }

        if (token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new InvalidOperationException($"{Variable} holds a blank, a line break or another character that no header can carry: use visible ASCII only.");
        }

        _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));
    }

    /// <summary>Stands before an endpoint.</summary>
    public RequestDelegate Guard(RequestDelegate endpoint) => context => Accepts(context.Request.Headers[Header])
        ? endpoint(context)
        : ErrorAnswer.WriteAsync(
            context, HttpStatusCode.Unauthorized, "",
            $"{context.Request.Path} answers the app's sidecar only: the header {Header} must hold the app's {Variable}. Start the sidecar with the same {Variable}.");

    // Exactly one header: of two, another reader might take the other one.
    private bool Accepts(StringValues presented) =>
        presented is [{ } value] && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(value)), _digest);
}
