using System.Text.Json.Serialization;
using MeshRuntime.Cli.Sidecars;

namespace MeshRuntime.Cli;

/// <summary>Reads and writes JSON without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(SidecarMetadata))]
[JsonSerializable(typeof(SidecarError))]
[JsonSerializable(typeof(SidecarRow[]))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(QueueMessages))]
[JsonSerializable(typeof(QueueRedrive))]
internal sealed partial class CliJson : JsonSerializerContext;
