namespace MeshRuntime.InteropTests.PassThrough;

public sealed class NodeToNodeTests(InteropMesh mesh) : PairTests(mesh, Language.Node, Language.Node);
