using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>The answer of apps that count how often each call was executed; several instances may share one.</summary>
internal sealed class CountingApp
{
    private readonly ConcurrentDictionary<string, int> _executions = new();

    /// <summary>Executions by id of the call.</summary>
    public IReadOnlyDictionary<string, int> Executions => _executions;

    public async Task AnswerAsync(HttpContext context)
    {
        await TestApp.ReadBodyAsync(context);
        var id = context.Request.Headers["x-id"].ToString();
        _executions.AddOrUpdate(id, 1, (_, count) => count + 1);
        await context.Response.WriteAsync(id);
    }
}
