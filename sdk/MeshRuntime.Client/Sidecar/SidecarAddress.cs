using System.Globalization;

namespace MeshRuntime.Client;

/// <summary>Reads where the sidecar is: from options, then from Dapr's environment variables, then Dapr's defaults.</summary>
internal sealed record SidecarAddress(Uri Http, Uri Grpc, string ApiToken, string AppId)
{
    private const int DefaultHttpPort = 3500;
    private const int DefaultGrpcPort = 50001;

    /// <summary>With this process' environment.</summary>
    public static SidecarAddress Of(MeshClientOptions options) => Of(options, Environment.GetEnvironmentVariable);

    /// <summary>With an environment; a variable that is empty counts as not set, as with Dapr's own clients.</summary>
    /// <exception cref="ArgumentException">An address in the options is none of HTTP.</exception>
    /// <exception cref="InvalidOperationException">A variable cannot be read; the message names it and says what it should be.</exception>
    internal static SidecarAddress Of(MeshClientOptions options, Func<string, string?> environment) => new(
        Given(options.HttpEndpoint, nameof(options.HttpEndpoint)) ?? FromEnvironment(environment, "HTTP", DefaultHttpPort),
        Given(options.GrpcEndpoint, nameof(options.GrpcEndpoint)) ?? FromEnvironment(environment, "GRPC", DefaultGrpcPort),
        Token(options.ApiToken ?? environment("DAPR_API_TOKEN") ?? ""),
        options.AppId ?? environment("APP_ID") ?? "");

    private static Uri? Given(Uri? address, string option) =>
        address is null || IsServer(address)
            ? address
            : throw new ArgumentException($"{option} is {address}: it must be http:// or https://, a host and a port, without a path, such as http://127.0.0.1:3500", option);

    private static Uri FromEnvironment(Func<string, string?> environment, string kind, int defaultPort)
    {
        var name = $"DAPR_{kind}_ENDPOINT";
        if (environment(name) is { Length: > 0 } text)
        {
            return Parse(text) ?? throw new InvalidOperationException(
                $"the environment variable {name} is \"{text}\": it must be http:// or https://, a host and a port, without a path, such as http://127.0.0.1:{defaultPort}");
        }

        return new Uri($"http://127.0.0.1:{Port(environment, $"DAPR_{kind}_PORT", defaultPort)}");
    }

    private static int Port(Func<string, string?> environment, string name, int defaultPort) =>
        environment(name) is not { Length: > 0 } text ? defaultPort
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port
        : throw new InvalidOperationException(
            $"the environment variable {name} is \"{text}\": it must be a port, 1 to 65535; mesh run and dapr run set it, else unset it for {defaultPort}");

    /// <summary>Also <c>host:port</c> without a scheme, and with <c>?tls=true</c>: gRPC's way to write an address, which Dapr's clients in other languages take.</summary>
    private static Uri? Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            const string tls = "?tls=true", plain = "?tls=false";
            text = text.EndsWith(tls, StringComparison.Ordinal) ? $"https://{text[..^tls.Length]}"
                : text.EndsWith(plain, StringComparison.Ordinal) ? $"http://{text[..^plain.Length]}"
                : $"http://{text}";
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var address) && IsServer(address) ? address : null;
    }

    private static bool IsServer(Uri address) =>
        address is { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0, PathAndQuery: "/", Fragment: "", UserInfo: "" };

    private static string Token(string token) => !token.AsSpan().ContainsAnyExceptInRange('!', '~')
        ? token
        : throw new InvalidOperationException(
            "the API token (DAPR_API_TOKEN, or MeshClientOptions.ApiToken) has blanks or characters that no header can carry; a line break at its end is the usual cause");
}
