using System.Runtime.Versioning;

// File modes, SIGKILL and openssl: these tests are for Linux and macOS.
[assembly: UnsupportedOSPlatform("windows")]
