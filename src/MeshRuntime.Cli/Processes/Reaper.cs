using System.Diagnostics;

namespace MeshRuntime.Cli.Processes;

/// <summary>Makes sure that no child outlives this process, not even when it is killed.</summary>
/// <remarks>
/// A small shell waits at the other end of a pipe, in a session of its own. The kernel closes the pipe however this process
/// ends; the shell then ends the groups that it was told of.
/// </remarks>
internal sealed class Reaper : IDisposable
{
    // 100 rounds of 0.1 s: the same 10 s that StopLimits gives.
    private const string Script = """
        trap '' HUP INT TERM QUIT
        groups=
        while read -r verb group; do
          case $verb in
            add) groups="$groups $group" ;;
            drop) kept=; for g in $groups; do [ "$g" = "$group" ] || kept="$kept $g"; done; groups=$kept ;;
          esac
        done
        [ -n "$groups" ] || exit 0
        for g in $groups; do kill -TERM -"$g" 2>/dev/null; done
        round=0
        while [ $round -lt 100 ]; do
          left=
          for g in $groups; do kill -0 -"$g" 2>/dev/null && left=1; done
          [ -n "$left" ] || exit 0
          sleep 0.1
          round=$((round + 1))
        done
        for g in $groups; do kill -KILL -"$g" 2>/dev/null; done
        """;

    private readonly Process _shell;
    private readonly Lock _writing = new();

    private Reaper(Process shell) => _shell = shell;

    public static Reaper Start(SessionStarter sessions)
    {
        var command = sessions.Wrap("sh", "-c", Script, "mesh-reaper");
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true };
        return new Reaper(Process.Start(start) ?? throw new CommandFailure("The shell 'sh' could not be started."));
    }

    public void Add(int group) => Tell("add", group);

    public void Drop(int group) => Tell("drop", group);

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.Dispose();
    }

    private void Tell(string verb, int group)
    {
        lock (_writing)
        {
            _shell.StandardInput.Write($"{verb} {group}\n");
            _shell.StandardInput.Flush();
        }
    }
}
