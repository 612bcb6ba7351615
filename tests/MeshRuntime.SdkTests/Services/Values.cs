namespace MeshRuntime.SdkTests.Services;

/// <summary>One of each simple type.</summary>
public sealed record Values(
    Guid Id,
    DateTimeOffset At,
    double Number,
    DateTime Time,
    DateOnly Day,
    TimeOnly Hour,
    TimeSpan Span,
    decimal Money,
    OrderState State,
    Uri Link,
    char Letter,
    bool Yes);
