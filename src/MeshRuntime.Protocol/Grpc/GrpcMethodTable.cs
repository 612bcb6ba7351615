using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MeshRuntime.Protocol.Grpc;

/// <summary>The methods that a server answers, by their paths.</summary>
public sealed class GrpcMethodTable
{
    private readonly FrozenDictionary<string, GrpcMethod> _methods;

    /// <param name="methods">In any order.</param>
    /// <exception cref="ArgumentException">Two of them have the same path.</exception>
    public GrpcMethodTable(IEnumerable<GrpcMethod> methods)
    {
        var byPath = new Dictionary<string, GrpcMethod>(StringComparer.Ordinal);
        foreach (var method in methods)
        {
            if (!byPath.TryAdd(method.Path, method))
            {
                throw new ArgumentException($"{method.Path} is in the table twice", nameof(methods));
            }
        }

        _methods = byPath.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>All paths.</summary>
    public IReadOnlyCollection<string> Paths => _methods.Keys;

    /// <summary>Finds the method of a path, which must match to the letter.</summary>
    public bool TryFind(string path, [NotNullWhen(true)] out GrpcMethod? method) => _methods.TryGetValue(path, out method);
}
