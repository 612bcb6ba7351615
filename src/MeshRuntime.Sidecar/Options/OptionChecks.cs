using System.Net;
using MeshRuntime.DataPlane.Security;

namespace MeshRuntime.Sidecar.Options;

/// <summary>Finds options that are each in range and yet cannot go together.</summary>
internal static class OptionChecks
{
    /// <summary>All such problems, each with its cure.</summary>
    public static IEnumerable<string> Run(SidecarOptions options)
    {
        if (options.AppId.Length == 0)
        {
            yield return "--app-id is required: give the name that others call this app by";
        }
        else if (options.AppId.Contains('.'))
        {
            yield return $"--app-id {options.AppId}: a dot separates an app from its namespace; leave it out";
        }
        else if (!AppName.IsSegment(options.AppId))
        {
            yield return $"--app-id: give {AppName.Rule}";
        }

        if (Uri.CheckHostName(options.AppChannelAddress) == UriHostNameType.Unknown)
        {
            yield return "--app-channel-address: give a host name or an IP address, without scheme and port";
        }

        if (options.AppHealthPath is not ['/', ..] || options.AppHealthPath.Any(c => c is <= ' ' or > '~' or '#'))
        {
            yield return "--app-health-check-path: give a path that starts with /, such as /healthz";
        }

        if (options.AppHealthTimeout > options.AppHealthInterval)
        {
            yield return "--app-health-probe-timeout is longer than --app-health-probe-interval: shorten the one or lengthen the other";
        }

        foreach (var label in options.EndpointLabels.Where(label => EndpointLabel.Read(label) is null))
        {
            yield return $"--endpoint-labels {label}: give {EndpointLabel.Rule}";
        }

        foreach (var name in options.EndpointLabels.CountBy(label => label.Split('=')[0]).Where(name => name.Value > 1))
        {
            yield return $"--endpoint-labels names {name.Key} {name.Value} times: keep one";
        }

        if (!options.MtlsEnabled && !IPAddress.IsLoopback(options.InternalListenAddress))
        {
            yield return $"--enable-mtls=false with the sidecar-to-sidecar port on {options.InternalListenAddress}: anybody there could call this app. "
                + "Leave mTLS on, or give --dapr-internal-grpc-listen-address=127.0.0.1";
        }

        foreach (var origin in options.AllowedOrigins.Where(origin => !BrowserGuard.IsOrigin(origin)))
        {
            yield return $"--allowed-origins {origin}: give origins such as https://shop.example:8443, or *";
        }

        foreach (var problem in PortClashes(options))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> PortClashes(SidecarOptions options)
    {
        var api = options.UnixDomainSocketFolder is null ? options.ListenAddresses : [];
        (string Flag, int? Port, IReadOnlyList<IPAddress> At)[] listeners =
        [
            ("dapr-http-port", options.HttpPort, api),
            ("dapr-internal-grpc-port", options.InternalPort, [options.InternalListenAddress]),
            ("dapr-public-port", options.PublicPort, [options.PublicListenAddress]),
            ("metrics-port", options.MetricsEnabled ? options.MetricsPort : null, [options.MetricsListenAddress]),
        ];
        if (options.AppPort is { } app && (app == options.HttpPort || app == options.GrpcPort))
        {
            yield return $"--app-port {app} is also --{(app == options.HttpPort ? "dapr-http-port" : "dapr-grpc-port")}: the app and its sidecar need a port each";
        }

        for (var i = 0; i < listeners.Length; i++)
        {
            for (var j = i + 1; j < listeners.Length; j++)
            {
                var (one, two) = (listeners[i], listeners[j]);
                if (one.Port is > 0 && one.Port == two.Port && one.At.Any(a => two.At.Any(b => Overlap(a, b))))
                {
                    yield return $"--{one.Flag} and --{two.Flag} are both {one.Port}: give each a port";
                }
            }
        }
    }

    private static bool Overlap(IPAddress a, IPAddress b) => a.Equals(b) || IsAny(a) || IsAny(b);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
