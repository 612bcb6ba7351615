using MeshRuntime.DataPlane.Telemetry;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.DataPlane;

/// <summary>What the data plane takes from outside: clock, chance, and where it speaks.</summary>
/// <param name="Time">The only clock.</param>
/// <param name="Chance">The only source of chance; used from many threads.</param>
/// <param name="Meters">Where it counts.</param>
/// <param name="Loggers">Where loggers come from.</param>
public sealed record DataPlaneParts(TimeProvider Time, Random Chance, MeshMeters Meters, ILoggerFactory Loggers);
