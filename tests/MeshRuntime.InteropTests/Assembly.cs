using System.Runtime.Versioning;

// Signals and /proc: the tests of the running mesh are for Linux.
[assembly: SupportedOSPlatform("linux")]

// One mesh for everything that leaves nothing behind in it.
[assembly: AssemblyFixture(typeof(MeshRuntime.InteropTests.Kit.InteropMesh))]

// Most of a test is another process that starts or waits: more of them than processors keep both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]
