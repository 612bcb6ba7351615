using System.Runtime.Versioning;

// Signals and /proc: the tests of the running mesh are for Linux.
[assembly: SupportedOSPlatform("linux")]

// Most of a test is another process that starts or waits: more of them than processors keep both busy.
[assembly: CollectionBehavior(MaxParallelThreads = 5)]
