using System.Collections.Immutable;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>The live entries at one moment.</summary>
/// <param name="Epoch">Which file it was: another value means that the file was deleted and made again. Empty for a file that Dapr made.</param>
/// <param name="Rows">By address.</param>
internal sealed record HostsSnapshot(string Epoch, ImmutableArray<HostRow> Rows);
