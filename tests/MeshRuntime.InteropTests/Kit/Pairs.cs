namespace MeshRuntime.InteropTests.Kit;

/// <summary>Whose client calls whose app.</summary>
internal static class Pairs
{
    /// <summary>Every client with every app.</summary>
    public static TheoryData<Language, Language> All => new()
    {
        { Language.Node, Language.Node },
        { Language.Node, Language.Python },
        { Language.Python, Language.Node },
        { Language.Python, Language.Python },
    };
}
