namespace MeshRuntime.SdkTests.Services;

internal sealed class Echo : IEcho
{
    public Task<string> SegmentAsync(string text, CancellationToken cancellationToken) => Task.FromResult(text);

    public Task<string> SegmentsAsync(string path, CancellationToken cancellationToken) => Task.FromResult(path);

    public Task<string?> QueryAsync(string? text, CancellationToken cancellationToken) => Task.FromResult(text);

    public Task<string[]> ListAsync(string[] text, CancellationToken cancellationToken) => Task.FromResult(text);

    public Task<Values> ValuesAsync(
        Guid id,
        DateTimeOffset at,
        double number,
        DateTime time,
        DateOnly day,
        TimeOnly hour,
        TimeSpan span,
        decimal money,
        OrderState state,
        Uri link,
        char letter,
        bool yes,
        CancellationToken cancellationToken) =>
        Task.FromResult(new Values(id, at, number, time, day, hour, span, money, state, link, letter, yes));
}
