namespace MeshRuntime.InteropTests.PassThrough;

public sealed class PythonToPythonTests(InteropMesh mesh) : PairTests(mesh, Language.Python, Language.Python);
