using MeshRuntime.DataPlane.App;

namespace MeshRuntime.Api.Http;

/// <summary>What a sidecar says of itself.</summary>
/// <param name="AppId">Its app.</param>
/// <param name="Version">Its version, without <c>v</c>.</param>
/// <param name="App">Where the app listens; null when it takes no calls.</param>
/// <param name="MaxConcurrency">Calls to the app at a time; null for no limit.</param>
public sealed record SidecarDescription(string AppId, string Version, AppTarget? App, int? MaxConcurrency = null);
