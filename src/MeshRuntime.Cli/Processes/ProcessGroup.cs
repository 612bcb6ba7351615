using System.Globalization;
using System.Runtime.InteropServices;

namespace MeshRuntime.Cli.Processes;

/// <summary>Signals the processes of one group, and asks whether any is left.</summary>
internal static partial class ProcessGroup
{
    public const int Terminate = 15;
    public const int Kill = 9;
    private const int Nothing = 0;

    public static void Signal(int group, int signal) => _ = Send(-group, signal);

    public static void SignalProcess(int process, int signal) => _ = Send(process, signal);

    /// <summary>Whether a process of the group still runs.</summary>
    public static bool IsAlive(int group)
    {
        if (Send(-group, Nothing) != 0)
            return false;
        // A container without an init process keeps ended orphans as zombies, which still answer signals.
        return !Directory.Exists("/proc/self") || RunningMembers(group);
    }

    private static bool RunningMembers(int group)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(folder[^1]))
                continue;
            try
            {
                // "pid (name) state parent group …": the name may hold blanks and brackets, so read after the last one.
                var status = File.ReadAllText(folder + "/stat");
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ', 4);
                if (fields[0] is not ("Z" or "X") && int.Parse(fields[2], CultureInfo.InvariantCulture) == group)
                    return true;
            }
            catch (IOException)
            {
                // Ended while we looked.
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's process, hidden from us: not one of ours.
            }
        }

        return false;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
