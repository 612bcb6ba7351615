using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>
/// The statements of a table beside Dapr's: weight and labels of the entries that have any. Sidecars that do not know it, Dapr's and older ones of
/// ours, neither see nor touch it; an entry without a row here is as usual as theirs.
/// </summary>
internal sealed class HostTraits(SqliteNameOptions options)
{
    private const int MaxWeight = 1000;

    /// <summary>The name of the table.</summary>
    public string Table { get; } = options.Hosts + "_traits";

    /// <summary>Makes it; to be run with the statements that make the other tables.</summary>
    public string Creation => $"CREATE TABLE IF NOT EXISTS {Table} (registration_id TEXT NOT NULL PRIMARY KEY, weight INTEGER NOT NULL, labels TEXT NOT NULL);";

    /// <summary>Writes what is unusual of an entry.</summary>
    public void Write(SqliteDatabase database, HostRow row)
    {
        if (row.IsUsual)
        {
            return;
        }

        using var statement = database.Prepare($"REPLACE INTO {Table} (registration_id, weight, labels) VALUES (?1, ?2, ?3)");
        statement.Bind(1, row.RegistrationId).Bind(2, row.Weight).Bind(3, row.Labels).Run();
    }

    public void Delete(SqliteDatabase database, HostRow row)
    {
        if (row.IsUsual)
        {
            return;
        }

        using var statement = database.Prepare($"DELETE FROM {Table} WHERE registration_id = ?1");
        statement.Bind(1, row.RegistrationId).Run();
    }

    /// <summary>Deletes what belongs to no entry any more: another sidecar deleted the entry, and knows nothing of this table.</summary>
    public void DeleteOrphans(SqliteDatabase database) =>
        database.Execute($"DELETE FROM {Table} WHERE registration_id NOT IN (SELECT registration_id FROM {options.Hosts})");

    /// <summary>A weight out of range is none: whoever wrote it meant something else.</summary>
    public static int WeightOf(long stored) => stored is >= 1 and <= MaxWeight ? (int)stored : HostRow.UsualWeight;
}
