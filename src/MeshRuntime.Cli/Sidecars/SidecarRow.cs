using System.Text.Json.Serialization;

namespace MeshRuntime.Cli.Sidecars;

/// <summary>Describes one running sidecar under the names that <c>dapr list -o json</c> gives.</summary>
internal sealed record SidecarRow
{
    [JsonPropertyName("appId")]
    public required string AppId { get; init; }

    [JsonPropertyName("httpPort")]
    public int HttpPort { get; init; }

    [JsonPropertyName("grpcPort")]
    public int GrpcPort { get; init; }

    [JsonPropertyName("appPort")]
    public int AppPort { get; init; }

    [JsonPropertyName("metricsEnabled")]
    public bool MetricsEnabled { get; init; }

    [JsonPropertyName("command")]
    public string Command { get; init; } = "";

    [JsonPropertyName("age")]
    public string Age { get; init; } = "";

    [JsonPropertyName("created")]
    public string Created { get; init; } = "";

    /// <summary>Dapr's name, so that scripts written for it find the sidecar's process.</summary>
    [JsonPropertyName("daprdPid")]
    public int SidecarProcess { get; init; }

    [JsonPropertyName("cliPid")]
    public int CliProcess { get; init; }

    [JsonPropertyName("appPid")]
    public int AppProcess { get; init; }

    [JsonPropertyName("runTemplatePath")]
    public string RunFilePath { get; init; } = "";

    [JsonPropertyName("runTemplateName")]
    public string RunFileName { get; init; } = "";

    [JsonPropertyName("appLogPath")]
    public string AppLogPath { get; init; } = "";

    [JsonPropertyName("daprdLogPath")]
    public string SidecarLogPath { get; init; } = "";

    /// <summary>Where its API is; null when its flags name no possible port. Not part of the output.</summary>
    [JsonIgnore]
    public SidecarAddress? Address { get; init; }
}
