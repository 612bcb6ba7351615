using MeshRuntime.Abstractions.NameResolution;
using MeshRuntime.DataPlane.Outbound;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>A table of services that are never called.</summary>
internal static class Services
{
    public static ServiceTable Table() => new((name, wanted) => new Service(name, new MemoryStream(), wanted, _ => throw new NotSupportedException()));

    public static Service Call(this ServiceTable table, string appId) => table.Find(new ServiceName(appId, "default"))!;

    public static IEnumerable<int> Ports(this Service service) => service.Endpoints.Select(state => state.Endpoint.Port);
}
