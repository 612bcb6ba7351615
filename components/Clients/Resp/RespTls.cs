using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.Components.Clients.Resp;

/// <summary>How a connection is encrypted.</summary>
/// <param name="SkipVerify">True: whoever answers is believed. Logged as a warning at each start.</param>
/// <param name="ClientCertificate">What this side shows, if anything.</param>
/// <param name="Anchors">The only authorities that are trusted; empty for those of the system.</param>
internal sealed record RespTls(bool SkipVerify, SslStreamCertificateContext? ClientCertificate, X509Certificate2Collection Anchors);
