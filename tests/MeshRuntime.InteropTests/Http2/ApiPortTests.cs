namespace MeshRuntime.InteropTests.Http2;

public sealed class ApiPortTests(InteropMesh mesh) : PortTests(mesh, "api");
