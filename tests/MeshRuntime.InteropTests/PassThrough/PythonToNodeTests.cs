namespace MeshRuntime.InteropTests.PassThrough;

public sealed class PythonToNodeTests(InteropMesh mesh) : PairTests(mesh, Language.Python, Language.Node);
