using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>One caller's share of a commit. Runs on the thread of <see cref="CommitQueue"/>; the caller hears of it when it is committed.</summary>
/// <param name="weight">How much it writes, in rows or pages.</param>
/// <param name="isDurable">Must be on the disk before the caller goes on.</param>
internal abstract class CommitStep(long weight, bool isDurable)
{
    public long Weight { get; } = weight;

    public bool IsDurable { get; } = isDurable;

    public abstract void Run(Store store);

    public abstract void Complete();

    public abstract void Fail(ComponentException reason);
}
