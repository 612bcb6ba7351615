using System.Collections.Immutable;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>
/// What to believe after a read. When the file was deleted, the new one fills within a heartbeat; until then the entries of the old one still count,
/// so that deleting the file costs no call.
/// </summary>
internal sealed class HostsView(TimeSpan patience)
{
    private readonly Lock _lock = new();
    private string? _epoch;
    private ImmutableArray<HostRow> _rows = [];
    private ImmutableArray<HostRow> _remembered = [];
    private DateTimeOffset _forgetAt;

    public ImmutableArray<HostRow> Believe(HostsSnapshot read, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_epoch is not null && _epoch != read.Epoch)
            {
                // _rows holds what was remembered before, too: a file deleted twice in a row is one deletion.
                _remembered = _rows;
                _forgetAt = now + patience;
            }

            if (now >= _forgetAt)
            {
                _remembered = [];
            }

            _epoch = read.Epoch;
            _rows = Join(read.Rows, _remembered);
            return _rows;
        }
    }

    private static ImmutableArray<HostRow> Join(ImmutableArray<HostRow> read, ImmutableArray<HostRow> remembered)
    {
        if (remembered.IsEmpty)
        {
            return read;
        }

        var addresses = read.Select(row => row.Address).ToHashSet(StringComparer.Ordinal);
        return [.. read, .. remembered.Where(row => !addresses.Contains(row.Address))];
    }
}
