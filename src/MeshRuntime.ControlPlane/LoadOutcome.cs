using MeshRuntime.ControlPlane.Validation;

namespace MeshRuntime.ControlPlane;

/// <summary>What came of loading the configuration.</summary>
/// <param name="ControlPlane">Null when there is an error: nothing runs and nothing is left behind.</param>
/// <param name="Problems">Everything found, warnings included. When the load succeeded the warnings are in the log already.</param>
public sealed record LoadOutcome(MeshControlPlane? ControlPlane, IReadOnlyList<ConfigProblem> Problems);
