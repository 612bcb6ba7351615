using System.Collections.Immutable;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.Components.NameResolution.Sqlite;

/// <summary>Turns entries into endpoints.</summary>
internal static class HostEndpoints
{
    /// <summary>The endpoints of an app, in the order of their addresses. An address that is none is left out: others write this table, too.</summary>
    public static EndpointSet Of(ImmutableArray<HostRow> rows, string appId)
    {
        var endpoints = rows
            .Where(row => row.AppId == appId)
            .Select(row => HostAddress.TryParse(row.Address, out var endpoint)
                ? endpoint with { Weight = row.Weight, Labels = LabelText.Read(row.Labels) }
                : null)
            .OfType<Endpoint>()
            .OrderBy(endpoint => endpoint.Authority, StringComparer.Ordinal);
        return new EndpointSet([.. endpoints]);
    }
}
