using MeshRuntime.Sidecar.Options;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Options;

public sealed class FlagTableTests
{
    // name | kind | default | unit | range. The contract's table, with our three differences: loopback, mTLS on, no Kubernetes.
    private const string Expected = """
        app-id | Text | | |
        app-port | Number | | | 0 to 65535
        app-protocol | Choice | http | | http, https, h2c, grpc, grpcs
        app-channel-address | Text | 127.0.0.1 | |
        app-max-concurrency | Number | -1 | | -1 to 2147483647
        enable-app-health-check | Switch | false | | true or false
        app-health-check-path | Text | /healthz | |
        app-health-probe-interval | Number | 5 | seconds | 1 to 2147483647; below 1 means the default
        app-health-probe-timeout | Number | 500 | milliseconds | 1 to 2147483647; below 1 means the default
        app-health-threshold | Number | 3 | failures | 1 to 2147483647; below 1 means the default
        app-ssl | Switch | false | | true or false
        disable-init-endpoints | List | | | any of config, subscribe
        endpoint-weight | Number | 100 | | 1 to 1000
        endpoint-labels | List | | |
        app-binding-options-timeout | Duration | 3s | | a duration such as 1m30s, 0 or more
        dapr-http-port | Number | 3500 | | 0 to 65535
        dapr-grpc-port | Number | 50001 | | 0 to 65535
        dapr-internal-grpc-port | Number | | | 0 to 65535
        dapr-listen-addresses | Addresses | 127.0.0.1 | | IP addresses or localhost, comma-separated
        dapr-internal-grpc-listen-address | Address | | | an IP address or localhost
        dapr-public-port | Number | | | 0 to 65535
        dapr-public-listen-address | Address | 127.0.0.1 | | an IP address or localhost
        unix-domain-socket | Text | | |
        resources-path | List | | |
        components-path | Text | | |
        config | List | | |
        mode | Choice | standalone | | standalone
        hot-reload-reconcile-interval | Duration | 0 | | a duration such as 1m30s, 0 or more
        enable-mtls | Switch | true | | true or false
        allowed-origins | List | | |
        max-body-size | Size | 4Mi | bytes | a byte count such as 4Mi, or -1 for the default
        dapr-http-max-request-size | Number | 4 | MiB | -1 to 8796093022207
        read-buffer-size | Size | 4Ki | bytes | a byte count such as 4Mi, or -1 for the default
        dapr-http-read-buffer-size | Number | 4 | KiB | -1 to 2097151
        dapr-graceful-shutdown-seconds | Number | 5 | seconds | 0 to 2147483647; below 0 means the default
        dapr-block-shutdown-duration | Duration | | | a duration such as 1m30s, 0 or more
        log-level | Choice | info | | debug, info, warn, error, fatal
        log-as-json | Switch | false | | true or false
        log-file | Text | | |
        enable-api-logging | Switch | | | true or false
        enable-metrics | Switch | true | | true or false
        metrics-port | Number | 9090 | | 0 to 65535
        metrics-listen-address | Address | 127.0.0.1 | | an IP address or localhost
        enable-profiling | Switch | false | | true or false
        profile-port | Number | 7777 | | 0 to 65535
        help | Switch | | | true or false
        version | Switch | | | true or false
        build-info | Switch | | | true or false
        wait | Switch | | | true or false
        sentry-address | Text | | |
        sentry-request-jwt-audiences | List | | |
        control-plane-address | Text | | |
        control-plane-trust-domain | Text | localhost | |
        control-plane-namespace | Text | default | |
        placement-host-address | Text | | |
        scheduler-host-address | List | | |
        scheduler-job-streams | Number | 3 | | 0 to 2147483647
        actors-disseminate-timeout | Duration | 30s | | a duration such as 1m30s, above 0
        disable-builtin-k8s-secret-store | Switch | false | | true or false
        reminders-service | Text | | |
        actors-service | Text | | |
        """;

    [Fact]
    public void EveryFlag_HasDaprsNameUnitDefaultAndRange()
    {
        var actual = FlagTable.All.Select(flag => $"{flag.Name} | {flag.Kind} | {flag.Default} | {flag.Unit} | {flag.Range}");

        Assert.Equal(Expected.Split('\n').Select(Squeeze), actual.Select(Squeeze));
    }

    [Fact]
    public void EveryDefault_CanBeRead()
    {
        Assert.All(FlagTable.All, flag => Assert.True(flag.Default.Length == 0 || FlagReading.TryRead(flag, flag.Default, out _), flag.Name));
    }

    [Fact]
    public void EveryReplacement_IsAFlag()
    {
        Assert.All(FlagTable.All.Where(flag => flag.ReplacedBy is not null), flag => Assert.NotNull(FlagTable.Find(flag.ReplacedBy!)));
    }

    private static string Squeeze(string row) => string.Join('|', row.Split('|').Select(cell => cell.Trim()));
}
