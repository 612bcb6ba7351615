namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>One live entry of the registry.</summary>
/// <param name="RegistrationId">Which announcement wrote it.</param>
/// <param name="AppId">The app.</param>
/// <param name="Address"><c>host:port</c>, IPv6 in brackets; unique in the registry.</param>
internal sealed record HostRow(string RegistrationId, string AppId, string Address);
