namespace MeshRuntime.Sidecar.Servers;

/// <summary>Says that an address cannot be listened on. The message is for the user: it names flag, holder and cure.</summary>
internal sealed class ListenException(string message, Exception? inner = null) : Exception(message, inner);
