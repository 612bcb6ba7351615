using System.Buffers;
using System.Text;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Sidecar.Telemetry;
using Xunit;

namespace MeshRuntime.Tests.Sidecar.Telemetry;

public sealed class MetricsTextTests
{
    private readonly MeshMeters _meters = new();

    [Fact]
    public void Counter_HasHeadAndSamples()
    {
        _meters.Invocations.RequestSent("orders");
        _meters.Invocations.RequestSent("orders");

        Assert.StartsWith(
            """
            # HELP dapr_runtime_service_invocation_req_sent_total Calls sent to other apps.
            # TYPE dapr_runtime_service_invocation_req_sent_total counter
            dapr_runtime_service_invocation_req_sent_total{app_id="cart",dst_app_id="orders",type="unary"} 2

            """,
            Render(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_CountsUpwards_AndItsCountersAgree()
    {
        foreach (var milliseconds in new[] { 0.5, 7, 7, 99_999, 200_000 })
        {
            _meters.Http.Served("GET", "/v1.0/metadata", 200, TimeSpan.FromMilliseconds(milliseconds));
        }

        const string Labels = "app_id=\"cart\",method=\"GET\",path=\"/v1.0/metadata\",status=\"200\"";
        var lines = Render().Split('\n').Where(line => line.Contains("dapr_http_server", StringComparison.Ordinal)).ToList();
        Assert.Equal(
            ["# HELP dapr_http_server_latency Time to answer a request to the API, in ms.", "# TYPE dapr_http_server_latency histogram"], lines[..2]);
        string[] expected =
        [
            $"dapr_http_server_latency_bucket{{{Labels},le=\"1\"}} 1",
            $"dapr_http_server_latency_bucket{{{Labels},le=\"6\"}} 1",
            $"dapr_http_server_latency_bucket{{{Labels},le=\"8\"}} 3",
            $"dapr_http_server_latency_bucket{{{Labels},le=\"50000\"}} 3",
            $"dapr_http_server_latency_bucket{{{Labels},le=\"100000\"}} 4",
            $"dapr_http_server_latency_bucket{{{Labels},le=\"+Inf\"}} 5",
            $"dapr_http_server_latency_sum{{{Labels}}} 300013.5",
            $"dapr_http_server_latency_count{{{Labels}}} 5",
            "# TYPE dapr_http_server_request_count counter",
            $"dapr_http_server_request_count{{{Labels}}} 5",
            $"dapr_http_server_response_count{{{Labels}}} 5",
        ];
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.Equal(35, lines.Count(line => line.Contains("_bucket", StringComparison.Ordinal)));
    }

    [Fact]
    public void AccessMetrics_NameTheCallerAsAppId()
    {
        _meters.Access.Judged(new WorkloadIdentity("public", "prod", "orders"), isAllowed: false, byAppPolicy: true);

        Assert.Contains(
            "dapr_runtime_acl_app_policy_action_blocked_total{app_id=\"orders\",trustDomain=\"public\",namespace=\"prod\"} 1\n", Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void LabelValue_IsEscaped_AndKeepsItsCharacters()
    {
        _meters.Invocations.RequestReceived("a\\b\"c\nd 🚀" + new string('x', 17) + "🚀");

        Assert.Contains($"src_app_id=\"a\\\\b\\\"c\\nd 🚀{new string('x', 17)}🚀\"}} 1\n", Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void SeriesWithoutLabels_CarriesTheAppIdOnly()
    {
        _meters.Runtime.ComponentLoaded("nameresolution.sqlite");
        _meters.Runtime.MtlsReady();
        _meters.Runtime.CertificateRotated();

        var text = Render();
        Assert.Contains("\ndapr_runtime_component_loaded{app_id=\"cart\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\ndapr_runtime_component_init_total{app_id=\"cart\",component=\"nameresolution.sqlite\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\ndapr_runtime_mtls_init_total{app_id=\"cart\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("\ndapr_runtime_mtls_workload_cert_rotated_total{app_id=\"cart\"} 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingCounted_LeavesTheProcess() => Assert.Equal(
        """
        # HELP process_resident_memory_bytes Resident memory size in bytes.
        # TYPE process_resident_memory_bytes gauge
        process_resident_memory_bytes 41943040
        # HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.
        # TYPE process_cpu_seconds_total counter
        process_cpu_seconds_total 1.25
        # HELP process_start_time_seconds Start time of the process since unix epoch in seconds.
        # TYPE process_start_time_seconds gauge
        process_start_time_seconds 1790000000
        # HELP process_open_fds Number of open file descriptors.
        # TYPE process_open_fds gauge
        process_open_fds 33

        """,
        Render());

    [Fact]
    public void OwnProcess_CanBeRead()
    {
        var facts = ProcessFacts.Read();

        Assert.InRange(facts.ResidentBytes, 1 << 20, 1L << 40);
        Assert.InRange(facts.StartSeconds, 1.6e9, 1e11);
        Assert.True(facts.CpuSeconds > 0);
        Assert.True(facts.OpenFiles is null or > 2);
    }

    private string Render()
    {
        var output = new ArrayBufferWriter<byte>();
        new MetricsText(_meters, "cart", () => new ProcessFacts(40 << 20, 1.25, 33, 1.79e9)).Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
