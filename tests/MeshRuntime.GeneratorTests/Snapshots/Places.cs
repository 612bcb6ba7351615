namespace Shop;

public enum Size
{
    Small,
    Large,
}

public sealed record Item(string Name);

/// <summary>An id with a type of its own: it formats and parses itself, so it is simple.</summary>
public readonly record struct Sku(int Number) : ISpanFormattable, ISpanParsable<Sku>
{
    public static Sku Parse(string s, IFormatProvider? provider) => new(int.Parse(s, provider));

    public static Sku Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => new(int.Parse(s, provider));

    public static bool TryParse(string? s, IFormatProvider? provider, out Sku result) => TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Sku result)
    {
        var isNumber = int.TryParse(s, provider, out var number);
        result = new(number);
        return isNumber;
    }

    public string ToString(string? format, IFormatProvider? formatProvider) => Number.ToString(format, formatProvider);

    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Number.TryFormat(destination, out charsWritten, format, provider);
}

/// <summary>Every place in which a parameter travels, and every kind of value.</summary>
[MeshService("stock")]
public partial interface IStock
{
    [Get("/items/{id}/sizes/{size}/{name}/{at}/{isNew}/{link}/{sku}")]
    Task RouteAsync(Guid id, Size size, string name, DateTimeOffset at, bool isNew, Uri link, Sku sku, CancellationToken cancellationToken = default);

    [Get("/ümlaut/{from}-{to}/{*path}")]
    Task PiecesAsync(DateOnly from, DateOnly to, string path, CancellationToken cancellationToken = default);

    [Get]
    Task QueryAsync(
        string text,
        string? textOrNull,
        int number,
        int? numberOrNull,
        bool? yes,
        Size size,
        Size? sizeOrNull,
        Uri link,
        Uri? linkOrNull,
        Sku? sku,
        System.Net.IPAddress? address,
        [Query("other-name")] TimeSpan renamed,
        CancellationToken cancellationToken = default);

    [Get]
    Task DefaultsAsync(
        string text = "a \"b\"",
        string? textOrNull = null,
        int number = -1,
        double fraction = 0.1,
        decimal money = 1.50m,
        char letter = '\'',
        bool yes = true,
        Size size = Size.Large,
        Size unknown = (Size)7,
        Guid id = default,
        DateTime? at = null,
        CancellationToken cancellationToken = default);

    [Get]
    Task ListsAsync(
        int[] numbers,
        string[]? texts,
        List<Size> sizes,
        List<Guid>? ids,
        IEnumerable<Uri> links,
        IReadOnlyList<bool>? flags,
        CancellationToken cancellationToken = default);

    [Put("/items/{id}")]
    Task HeadersAsync(int id, [Header("If-Match")] string? etag, [Header("X-Size")] Size size, [Header("X-Part")] int part = 1, CancellationToken cancellationToken = default);

    [Post]
    Task BodyAsync(Item item, CancellationToken cancellationToken = default);

    [Post]
    Task BodyOrNullAsync(Item? item, CancellationToken cancellationToken = default);

    [Post]
    Task SimpleBodyAsync([Body] int count, CancellationToken cancellationToken = default);

    [Post]
    Task BytesAsync(byte[] bytes, CancellationToken cancellationToken = default);
}
