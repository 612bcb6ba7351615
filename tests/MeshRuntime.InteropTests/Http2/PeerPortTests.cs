namespace MeshRuntime.InteropTests.Http2;

public sealed class PeerPortTests(InteropMesh mesh) : PortTests(mesh, "peer");
