using System.Text;
using MeshRuntime.Client.Generator.Reading;
using MeshRuntime.Client.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace MeshRuntime.Client.Generator;

/// <summary>
/// Makes a client and the endpoints of each interface with <c>[MeshService]</c>. Mistakes are reported by <see cref="MeshServiceAnalyzer"/>: editors offer fixes for
/// an analyzer's diagnostics only, and so no place in the source enters what is compared here.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class MeshServiceGenerator : IIncrementalGenerator
{
    /// <summary>The step whose result decides whether anything is written anew.</summary>
    public const string ServicesStep = "Services";

    private static readonly Encoding s_utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var services = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ServiceReader.AttributeName,
                static (node, _) => node is InterfaceDeclarationSyntax,
                static (found, cancellationToken) => ServiceReader.Read((INamedTypeSymbol)found.TargetSymbol, new Problems(Location.None), cancellationToken))
            .Where(static service => service is not null)
            .WithTrackingName(ServicesStep);
        context.RegisterSourceOutput(
            services,
            static (output, service) => output.AddSource(service!.FileName, SourceText.From(ServiceWriter.Write(service), s_utf8)));
    }
}
