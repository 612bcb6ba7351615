using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using MeshRuntime.SdkBench;

// In this process: the benchmark runner's own build knows nothing of this repository's layout.
var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithInvocationCount(16).WithUnrollFactor(1).WithWarmupCount(3).WithIterationCount(12);
BenchmarkRunner.Run<CallCost>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath("artifacts/bench/sdk"), args);
