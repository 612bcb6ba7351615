using MeshRuntime.Client;

namespace MeshRuntime.SdkTests.Services;

/// <summary>Gives back what it was given: whatever is lost on the way is seen.</summary>
[MeshService("echo")]
public partial interface IEcho
{
    [Get("/texts/{text}/end")]
    Task<string> SegmentAsync(string text, CancellationToken cancellationToken = default);

    [Get("/paths/{*path}")]
    Task<string> SegmentsAsync(string path, CancellationToken cancellationToken = default);

    [Get("/query")]
    Task<string?> QueryAsync(string? text, CancellationToken cancellationToken = default);

    [Get("/texts")]
    Task<string[]> ListAsync(string[] text, CancellationToken cancellationToken = default);

    [Get("/values/{id}/{at}/{number}")]
    Task<Values> ValuesAsync(
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
        [Header("X-Yes")] bool yes,
        CancellationToken cancellationToken = default);
}
