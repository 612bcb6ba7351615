using System.Net.Http.Headers;
using MeshRuntime.DataPlane.Calls;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshRuntime.DataPlane.Forwarding;

/// <summary>Copies headers and trailers of an answer.</summary>
internal static class HeaderCopy
{
    /// <summary>Copies what does not end here. A value that must not reach a wire takes its header with it.</summary>
    public static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to, CallKind kind)
    {
        var connection = from.TryGetValues("Connection", out var named) ? ToStringValues(named) : default;
        foreach (var (name, values) in from)
        {
            if (HeaderRules.EndsResponseHere(name, connection, kind))
            {
                continue;
            }

            var copied = ToStringValues(values);
            foreach (var value in copied)
            {
                if (!HeaderRules.IsWritable(value!))
                {
                    copied = default;
                    break;
                }
            }

            if (copied.Count > 0)
            {
                to[name] = copied;
            }
        }
    }

    private static StringValues ToStringValues(HeaderStringValues values) =>
        values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
}
