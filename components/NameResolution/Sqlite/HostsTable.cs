using MeshRuntime.Components.Clients.Sqlite;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>The statements of the registry. Tables, columns and keys are Dapr's, but for <see cref="HostTraits"/>.</summary>
internal sealed class HostsTable(SqliteNameOptions options)
{
    // Old enough that no live sidecar with a longer interval than ours, or with a clock that was just set, loses its entry to us.
    private static readonly TimeSpan LongDead = TimeSpan.FromMinutes(1);

    private readonly HostTraits _traits = new(options);
    private readonly long _liveSeconds = (long)options.UpdateInterval.TotalSeconds;

    /// <summary>Makes the tables that are missing.</summary>
    public void Ensure(SqliteDatabase database)
    {
        if (Has(database, options.Hosts) && Has(database, options.Metadata))
        {
            if (!Has(database, _traits.Table))
            {
                // A registry of Dapr's, or of a build that knew no weights: the rest of it is left as it is.
                database.Execute(_traits.Creation);
            }

            return;
        }

        UseJournal(database);

        // IMMEDIATE: of several sidecars that find an empty file one writes, the others wait and then find everything there. The key nr-migrations
        // tells Dapr that the tables are of its first version.
        database.Execute($"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS {options.Metadata} (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS {options.Hosts} (
                registration_id TEXT NOT NULL PRIMARY KEY,
                address TEXT NOT NULL,
                app_id TEXT NOT NULL,
                namespace TEXT NOT NULL,
                last_update INTEGER NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS {options.Hosts}_address_idx ON {options.Hosts} (address);
            CREATE INDEX IF NOT EXISTS {options.Hosts}_last_update_idx ON {options.Hosts} (last_update);
            {_traits.Creation}
            INSERT OR IGNORE INTO {options.Metadata} (key, value) VALUES ('nr-migrations', '1'), ('mesh-epoch', lower(hex(randomblob(16))));
            COMMIT;
            """);
    }

    /// <summary>Sets how the file keeps its journal. It stays so: the mode is written in the file.</summary>
    public void UseJournal(SqliteDatabase database)
    {
        try
        {
            database.Execute(options.WriteAheadLog ? "PRAGMA journal_mode = WAL" : "PRAGMA journal_mode = DELETE");
        }
        catch (SqliteFailure failure) when (failure.IsBusy)
        {
            // Two sidecars that switch at once, or one that reads: SQLite does not wait here. Either mode works; whoever comes next switches.
        }
    }

    /// <summary>Writes an entry, in place of any that an earlier process left for the same address.</summary>
    public void Announce(SqliteDatabase database, HostRow row, long now)
    {
        // Together, so that nobody calls it by the usual weight before its own is there. Whoever dies in between takes nothing along: the
        // transaction ends with the connection.
        database.Execute("BEGIN IMMEDIATE");
        _traits.Write(database, row);
        WriteHost(database, row, now);
        database.Execute("COMMIT");
    }

    /// <returns>False when the entry is gone.</returns>
    public bool Renew(SqliteDatabase database, HostRow row, long now)
    {
        using var statement = database.Prepare($"UPDATE {options.Hosts} SET last_update = ?3 WHERE registration_id = ?1 AND address = ?2");
        return statement.Bind(1, row.RegistrationId).Bind(2, row.Address).Bind(3, now).Run() > 0;
    }

    public void Withdraw(SqliteDatabase database, HostRow row)
    {
        using var statement = database.Prepare($"DELETE FROM {options.Hosts} WHERE registration_id = ?1");
        statement.Bind(1, row.RegistrationId).Run();
        _traits.Delete(database, row);
    }

    /// <summary>Deletes entries whose processes died long ago.</summary>
    public void DeleteDead(SqliteDatabase database, long now)
    {
        using var statement = database.Prepare($"DELETE FROM {options.Hosts} WHERE last_update < ?1");
        statement.Bind(1, now - Math.Max(10 * _liveSeconds, (long)LongDead.TotalSeconds)).Run();
        _traits.DeleteOrphans(database);
    }

    /// <summary>Every live entry. All apps at once: a registry of one host has tens of rows.</summary>
    public HostsSnapshot ReadLive(SqliteDatabase database, long now)
    {
        // abs: when the clock is set back, entries of the dead must not live on in the future. Those of the living are renewed in seconds.
        using var live = database.Prepare($"""
            SELECT registration_id, app_id, address, coalesce(weight, {HostRow.UsualWeight}), coalesce(labels, '')
            FROM {options.Hosts} LEFT JOIN {_traits.Table} USING (registration_id)
            WHERE abs(?1 - last_update) < ?2 ORDER BY address
            """);
        live.Bind(1, now).Bind(2, _liveSeconds);
        var rows = new List<HostRow>();
        while (live.Read())
        {
            rows.Add(new HostRow(live.Text(0) ?? "", live.Text(1) ?? "", live.Text(2) ?? "")
            {
                Weight = HostTraits.WeightOf(live.Integer(3)),
                Labels = live.Text(4) ?? "",
            });
        }

        using var epoch = database.Prepare($"SELECT value FROM {options.Metadata} WHERE key = 'mesh-epoch'");
        return new HostsSnapshot(epoch.Read() ? epoch.Text(0) ?? "" : "", [.. rows]);
    }

    private static bool Has(SqliteDatabase database, string table)
    {
        using var named = database.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
        return named.Bind(1, table).Read();
    }

    private void WriteHost(SqliteDatabase database, HostRow row, long now)
    {
        // The namespace stays empty, as Dapr leaves it.
        using var statement = database.Prepare(
            $"REPLACE INTO {options.Hosts} (registration_id, address, app_id, namespace, last_update) VALUES (?1, ?2, ?3, '', ?4)");
        statement.Bind(1, row.RegistrationId).Bind(2, row.Address).Bind(3, row.AppId).Bind(4, now).Run();
    }
}
