namespace MeshRuntime.DataPlane.Snapshots;

/// <summary>Holds the one current snapshot. Written by the control plane, read once by each request.</summary>
public sealed class SnapshotCell
{
    private volatile MeshSnapshot _current = MeshSnapshot.Empty;

    /// <summary>The snapshot in force now.</summary>
    public MeshSnapshot Current => _current;

    /// <summary>Puts a new snapshot in force for every request that arrives from now on.</summary>
    public void Swap(MeshSnapshot next) => _current = next;
}
