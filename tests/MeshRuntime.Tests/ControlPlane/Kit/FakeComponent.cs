using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Tests.ControlPlane.Kit;

/// <summary>A component with three fields, which writes its life into the bench's journal and does at its start what the test says.</summary>
internal class FakeComponent : IComponent
{
    private readonly Bench _bench;

    public FakeComponent(Bench bench, ComponentContext context)
    {
        _bench = bench;
        Name = context.Name;
        Host = context.Metadata.Text("host", "");
        Password = context.Metadata.OptionalText("password");
        Size = context.Metadata.Integer("size", 1, 1, 10);
        bench.Note($"make {Name}");
    }

    public string Name { get; }

    public string Host { get; }

    public string? Password { get; }

    public long Size { get; }

    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        _bench.Note($"start {Name}");
        if (_bench.AtStart.GetValueOrDefault(Name) is { } action)
        {
            await action(cancellation);
        }

        _bench.Running[Name] = this;
    }

    public ValueTask DisposeAsync()
    {
        _bench.Note($"end {Name}");
        _bench.Running.TryRemove(new KeyValuePair<string, FakeComponent>(Name, this));
        return ValueTask.CompletedTask;
    }
}
