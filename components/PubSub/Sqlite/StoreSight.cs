using System.Collections.Immutable;
using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>What the <see cref="Patrol"/> sees of the store.</summary>
internal sealed record StoreSight(long UsedBytes, long SpareBytes, long DiskFreeBytes, ImmutableArray<StoreSight.Process> Owners)
{
    public static StoreSight Of(SqliteDatabase database, long diskFreeBytes)
    {
        var page = database.Number("PRAGMA page_size");
        var spare = database.Number("PRAGMA freelist_count");
        var all = database.Number("PRAGMA page_count");
        var owners = ImmutableArray.CreateBuilder<Process>();
        using var query = database.Prepare("SELECT id, name, bell, beat, patience FROM owners");
        while (query.Read())
        {
            owners.Add(new Process(query.Integer(0), query.Text(1) ?? "", query.Text(2), query.Integer(3), TimeSpan.FromMilliseconds(query.Integer(4))));
        }

        return new StoreSight((all - spare) * page, spare * page, diskFreeBytes, owners.ToImmutable());
    }

    /// <param name="Id">Its number as an owner of leases.</param>
    /// <param name="Name">Of its lock.</param>
    /// <param name="Bell">Where it can be rung.</param>
    /// <param name="Beat">Grows while it lives.</param>
    /// <param name="Patience">After so long without a beat it counts as dead.</param>
    internal sealed record Process(long Id, string Name, string? Bell, long Beat, TimeSpan Patience);
}
