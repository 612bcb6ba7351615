namespace MeshRuntime.ComponentTests.Mtls.Local;

public sealed class LocalCertificateSourceConformance() : CertificateSourceConformance("mtls.local");
