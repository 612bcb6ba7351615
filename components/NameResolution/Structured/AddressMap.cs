using System.Collections.Frozen;
using System.Collections.Immutable;
using MeshRuntime.Abstractions.NameResolution;

namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>Collects the endpoints of each app. What is wrong is a <see cref="FormatException"/> that names the app.</summary>
internal sealed class AddressMap
{
    private readonly Dictionary<string, List<Endpoint>> _apps = new(StringComparer.Ordinal);

    /// <summary>Notes that an app exists, even if it has no instances.</summary>
    public void AddApp(string app)
    {
        if (app.Length == 0)
        {
            throw new FormatException("an app has no name");
        }

        _apps.TryAdd(app, []);
    }

    /// <summary>Adds one instance as Dapr writes it: the first of domain, ipv4 and ipv6 that is not empty is its host.</summary>
    public void Add(string app, string? domain, string? ipv4, string? ipv6, int port, IEnumerable<KeyValuePair<string, string>> labels)
    {
        var host = new[] { domain, ipv4, ipv6 }.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))?.Trim();
        if (host is null)
        {
            throw new FormatException($"an instance of \"{app}\" has none of domain, ipv4 and ipv6");
        }

        if (!HostAddress.TryParse(new Endpoint(host.Trim('[', ']'), port).Authority, out var endpoint))
        {
            throw new FormatException($"an instance of \"{app}\" has the host \"{host}\" and the port {port}: a host name or an IP address and a port from 1 to 65535 are needed");
        }

        Add(app, endpoint with { Labels = labels.ToImmutableDictionary() });
    }

    public void Add(string app, Endpoint endpoint)
    {
        AddApp(app);
        if (!_apps[app].Exists(known => known.Authority == endpoint.Authority))
        {
            _apps[app].Add(endpoint);
        }
    }

    public FrozenDictionary<string, EndpointSet> Build() =>
        _apps.ToFrozenDictionary(app => app.Key, app => new EndpointSet([.. app.Value]), StringComparer.Ordinal);
}
