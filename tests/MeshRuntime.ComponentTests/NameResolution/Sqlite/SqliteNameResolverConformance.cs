namespace MeshRuntime.ComponentTests.NameResolution.Sqlite;

public sealed class SqliteNameResolverConformance() : RegistryConformance("nameresolution.sqlite");
