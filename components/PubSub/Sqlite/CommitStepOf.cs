using MeshRuntime.Abstractions.Components;

namespace MeshRuntime.Components.PubSub.Sqlite;

/// <summary>A step that gives its caller something.</summary>
internal sealed class CommitStep<T>(Func<Store, T> work, long weight, bool isDurable, CancellationToken cancellation) : CommitStep(weight, isDurable)
{
    // Elsewhere: the writer's thread has others to serve.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private bool _ran;

    public Task<T> Done => _done.Task;

    public override void Run(Store store)
    {
        _ran = !cancellation.IsCancellationRequested;
        _result = _ran ? work(store) : default;
    }

    public override void Complete()
    {
        if (_ran && _result is { } result)
        {
            _done.TrySetResult(result);
        }
        else
        {
            _done.TrySetCanceled(cancellation);
        }
    }

    public override void Fail(ComponentException reason) => _done.TrySetException(reason);
}
