using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MeshRuntime.Components.Mtls.Local;

/// <summary>The roots of a folder at one moment, and what each is for.</summary>
internal sealed record RootSet(TrustedRoot Signer, TrustedRoot? Next, ImmutableArray<TrustedRoot> Former)
{
    /// <summary>Whether the file says what the key says: nobody died between the two.</summary>
    public bool IsTidy { get; private init; } = true;

    /// <exception cref="ArgumentException">The key is that of none of them.</exception>
    public static RootSet Of(IReadOnlyList<TrustedRoot> roots, ECDsa key)
    {
        var signer = roots.FirstOrDefault(root => HasKey(root.Certificate, key))
            ?? throw new ArgumentException("the key is not that of the certificate.", nameof(key));
        var next = roots.FirstOrDefault(root => root != signer && root.SignsFrom is not null && root.TrustedUntil is null);
        return new RootSet(signer, next, [.. roots.Where(root => root != signer && root != next && root.IsNoted)])
        {
            IsTidy = signer == roots[0] && !signer.IsNoted,
        };
    }

    /// <summary>Whether the key belongs to the certificate.</summary>
    public static bool HasKey(X509Certificate2 certificate, ECDsa key)
    {
        using var curve = certificate.GetECDsaPublicKey();
        return curve is not null && curve.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>In the order of the file.</summary>
    public IEnumerable<TrustedRoot> InOrder => [Signer, .. Next is null ? [] : (ReadOnlySpan<TrustedRoot>)[Next], .. Former];

    /// <summary>Whose leaves are accepted. By the clock too, not by the file alone: in a folder that nobody can write a former root ends all the same.</summary>
    public ImmutableArray<X509Certificate2> AnchorsAt(DateTimeOffset now) =>
        [.. InOrder.Where(root => root == Signer || (now < root.End && !(now >= root.TrustedUntil))).Select(root => root.Certificate)];
}
