using System.Runtime.Versioning;

// Signals, /proc and file modes: the tests of the running mesh are for Linux.
[assembly: SupportedOSPlatform("linux")]
