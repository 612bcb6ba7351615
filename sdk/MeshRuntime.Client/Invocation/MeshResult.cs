using System.Net;

namespace MeshRuntime.Client;

/// <summary>Makes answers, for services and for fakes of them.</summary>
public static class MeshResult
{
    /// <summary>An answer 200 with a value.</summary>
    /// <param name="value">The body.</param>
    public static MeshResult<T> Ok<T>(T value) => new() { Status = HttpStatusCode.OK, Value = value };

    /// <summary>An answer that refuses.</summary>
    /// <param name="status">Any status but 2xx.</param>
    /// <param name="message">Why, for the caller, who finds it in <see cref="MeshException.AppMessage"/>.</param>
    /// <param name="errorCode">A code for it, for <see cref="MeshException.AppErrorCode"/>. Default: none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is 2xx.</exception>
    public static MeshResult<T> Fail<T>(HttpStatusCode status, string message, string errorCode = "")
    {
        ArgumentNullException.ThrowIfNull(message);
        return (int)status is >= 200 and < 300
            ? throw new ArgumentOutOfRangeException(nameof(status), status, "an answer 2xx is a success: use MeshResult.Ok, or set MeshResult<T>.Status")
            : new MeshResult<T> { Status = status, Error = new MeshException(message) { Status = status, ErrorCode = errorCode } };
    }
}
