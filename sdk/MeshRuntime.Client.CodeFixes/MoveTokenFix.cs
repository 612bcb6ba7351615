using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MeshRuntime.Client.CodeFixes;

/// <summary>Moves a <c>CancellationToken</c> to the end (MESH019). A second one stays: which of the two is meant, only its author knows.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MoveTokenFix)), Shared]
public sealed class MoveTokenFix() : ServiceFix("MESH019")
{
    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var (root, parameter) = await FindAsync<ParameterSyntax>(context).ConfigureAwait(false);
        if (parameter?.Parent is not ParameterListSyntax list || list.Parameters.Last() == parameter)
            return;

        // The commas and line breaks stay where they are; the parameters change places.
        var order = list.Parameters.Remove(parameter).Add(parameter);
        var moved = list.Parameters;
        for (var i = 0; i < moved.Count; i++)
            moved = moved.Replace(moved[i], order[i].WithTriviaFrom(moved[i]));
        OfferReplacement(context, $"Move '{parameter.Identifier.ValueText}' to the end", root, list, Parameters.WithoutParams(list.WithParameters(moved)));
    }
}
