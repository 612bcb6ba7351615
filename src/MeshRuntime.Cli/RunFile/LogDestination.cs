namespace MeshRuntime.Cli.RunFile;

/// <summary>Tells where the output of a process goes.</summary>
[Flags]
internal enum LogDestination
{
    Console = 1,
    File = 2,
    FileAndConsole = Console | File,
}
