namespace MeshRuntime.IntegrationTests.Kit;

/// <summary>Checks the JSON that the HTTP API answers with when it fails.</summary>
internal static class ErrorAssert
{
    /// <summary>Dapr's error of an invocation: status, content type, code, and a message that names target and cause.</summary>
    public static void IsInvokeError(RawResponse? answer, int status, string target, string detail)
    {
        Assert.NotNull(answer);
        Assert.True(answer.Status == status, $"{answer.StatusLine}: {answer.Text}");
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal("ERR_DIRECT_INVOKE", answer.ErrorCode);
        Assert.StartsWith($"failed to invoke, id: {target}, err: ", answer.Message, StringComparison.Ordinal);
        Assert.Contains(detail, answer.Message, StringComparison.Ordinal);
    }

    public static void IsError(RawResponse? answer, int status, string code, string message)
    {
        Assert.NotNull(answer);
        Assert.True(answer.Status == status, $"{answer.StatusLine}: {answer.Text}");
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(code, answer.ErrorCode);
        Assert.Contains(message, answer.Message, StringComparison.Ordinal);
    }
}
