using MeshRuntime.Abstractions.Errors;

namespace MeshRuntime.DataPlane.Messaging.Publishing;

/// <summary>What came of a bulk publish.</summary>
/// <param name="Error">Nothing was published, because of this; null when the broker was asked.</param>
/// <param name="Failures">What the broker did not take; empty when it has everything.</param>
public sealed record BulkOutcome(MeshError? Error, IReadOnlyList<BulkFailure> Failures);
