namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>What a token is.</summary>
internal enum TokenKind
{
    /// <summary>The end of the text; also what follows the first error.</summary>
    End,

    /// <summary>A name, or a word such as <c>in</c> and <c>true</c>.</summary>
    Word,

    /// <summary>A number, as it was written, without sign.</summary>
    Number,

    /// <summary>A string or bytes, read.</summary>
    Text,

    /// <summary>An operator or a bracket.</summary>
    Symbol,

    /// <summary>What cannot be read; the token's text says why.</summary>
    Broken,
}
