namespace MeshRuntime.InteropTests.Http2;

/// <summary>The cases of <c>python/http2cases</c>, module by module.</summary>
internal static class CaseNames
{
    public static TheoryData<string> Framing =>
    [
        "frame-too-large", "frame-length-16m", "data-on-idle-stream", "data-on-stream-0", "headers-on-stream-0", "even-stream", "rst-on-idle-stream",
        "rst-of-wrong-size", "ping-of-wrong-size", "ping-on-stream", "push-from-client", "settings-on-stream", "settings-of-wrong-size",
        "settings-ack-with-payload", "settings-window-too-large", "settings-frame-size-too-small", "settings-push-2", "window-update-0",
        "window-overflow", "continuation-first", "continuation-interrupted", "continuation-of-another-stream", "padding-too-long",
        "padding-without-length", "priority-of-wrong-size", "bad-preface", "stream-ids-going-back", "data-after-end",
        "padding-of-length-zero", "unknown-frames", "unknown-setting", "headers-in-pieces", "goaway-from-client", "hpack-bad-index",
        "hpack-endless-integer", "hpack-string-of-4-gb", "hpack-table-too-large", "hpack-truncated",
    ];

    public static TheoryData<string> Requests =>
    [
        "path-missing", "method-missing", "scheme-missing", "path-empty", "path-without-slash", "path-with-nul", "path-with-space",
        "method-with-space", "pseudo-unknown", "pseudo-of-response", "pseudo-twice", "pseudo-late", "name-upper-case", "name-empty",
        "name-with-space", "value-with-cr-lf", "value-with-nul", "connection-header", "transfer-encoding", "upgrade", "keep-alive",
        "proxy-connection", "te-other-than-trailers",
        "content-length-not-a-number", "content-length-negative", "content-length-twice", "content-length-too-long", "content-length-too-short",
        "trailers-with-pseudo", "trailers-without-end", "trailers",
    ];

    public static TheoryData<string> Floods =>
    [
        "rapid-reset", "continuation-flood", "continuation-flood-of-nothing", "hpack-bomb", "ping-flood", "settings-flood", "settings-flood-read",
        "priority-flood", "window-update-flood", "empty-data-flood", "stream-flood", "window-never-opened", "slow-frames",
    ];

    public static TheoryData<string> Messages =>
    [
        "message-of-2-gb-announced", "message-of-4-gb-announced", "message-truncated", "prefix-truncated", "compression-flag-unknown",
        "compressed-without-encoding", "encoding-unknown", "gzip-stays-gzip", "message-split-at-every-byte", "message-split-in-two",
        "call-without-message", "content-type-of-another-kind", "content-type-with-suffix", "method-get", "timeout-malformed", "path-tricks",
        "reset-in-the-middle-of-a-message",
    ];
}
