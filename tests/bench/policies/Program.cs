using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using MeshRuntime.PolicyBench;

// In this process: the benchmark runner's own build knows nothing of this repository's layout.
var job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithInvocationCount(320).WithWarmupCount(2).WithIterationCount(6);
BenchmarkRunner.Run<PolicyCost>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath("artifacts/bench/policies"), args);
