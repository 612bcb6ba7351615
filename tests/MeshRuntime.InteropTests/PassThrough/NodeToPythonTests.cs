namespace MeshRuntime.InteropTests.PassThrough;

public sealed class NodeToPythonTests(InteropMesh mesh) : PairTests(mesh, Language.Node, Language.Python);
