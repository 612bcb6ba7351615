using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components;
using Microsoft.Extensions.Logging;

namespace MeshRuntime.ComponentTests.Kit;

/// <summary>Makes components the way the sidecar does: by the type that YAML names, from the list.</summary>
internal sealed class Bench(string dataFolder)
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public LogLines Logs { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>A component that is made but not started; its metadata must be right.</summary>
    public T Make<T>(string type, params (string Name, string Value)[] metadata)
        where T : IComponent
    {
        var component = (T)Make(type, out var read, metadata);
        Assert.Empty(read.Problems);
        Assert.Empty(read.Unread);
        return component;
    }

    /// <summary>A component and what it said of its metadata.</summary>
    public IComponent Make(string type, out ComponentMetadata read, params (string Name, string Value)[] metadata)
    {
        var registration = BuiltInComponents.All.Single(entry => entry.Type == type || entry.Aliases.Contains(type));
        read = new ComponentMetadata(metadata.Select((entry, i) => new MetadataItem(entry.Name, entry.Value, $"test.yaml:{i + 1}")));
        return registration.Create(new ComponentContext
        {
            Name = "under-test",
            Metadata = read,
            AppId = "app",
            Namespace = "default",
            DataFolder = dataFolder,
            Loggers = Logs,
            Time = Time,
            Environment = name => Environment.GetValueOrDefault(name.Split('\0')[0]), // as .NET reads the system's
            EnvironmentNames = Environment.Keys,
        });
    }

    public async Task<T> StartAsync<T>(string type, params (string Name, string Value)[] metadata)
        where T : IComponent
    {
        var component = Make<T>(type, metadata);
        await component.StartAsync(CancellationToken.None);
        return component;
    }
}
