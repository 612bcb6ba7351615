using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.Sidecar.Servers;

/// <summary>What stands between a listening socket of the API and its server: how many may connect, whether the app does, and HTTP/2 by prior knowledge.</summary>
/// <param name="budget">How many connections there may be.</param>
/// <param name="app">Learns whether the app still uses it; null where others than the app connect.</param>
/// <param name="time">Limits silent connections.</param>
/// <param name="loggers">Where it logs.</param>
internal sealed class LocalEntry(ConnectionBudget budget, AppConnections? app, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Where it logs.</summary>
    public ILoggerFactory Loggers => loggers;

    /// <summary>Puts it before a server's connections.</summary>
    public void Guard(ListenOptions listen)
    {
        listen.Use(next => budget.Guard(next, servesHealth: true));
        if (app is not null)
        {
            listen.Use(app.Watch);
        }

        listen.Use(next => new PriorKnowledge(next, time, loggers.CreateLogger<ResetGuard>()).OnConnectionAsync);
    }

    /// <summary>Puts it before a server's requests.</summary>
    public RequestDelegate Watch(RequestDelegate handle) => app?.Watch(handle) ?? handle;
}
