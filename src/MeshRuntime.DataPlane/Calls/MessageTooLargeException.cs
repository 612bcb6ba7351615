namespace MeshRuntime.DataPlane.Calls;

/// <summary>A gRPC message announces more bytes than are allowed. Ends the sending of a <see cref="CallBody"/>, which knows no other way to.</summary>
internal sealed class MessageTooLargeException(long maxMessageBytes) : IOException(Explain(maxMessageBytes))
{
    /// <summary>What to tell, whichever way the message goes.</summary>
    public static string Explain(long maxMessageBytes) =>
        $"a message is larger than {maxMessageBytes} bytes: raise --max-body-size if this is intended";
}
