using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>
/// Walks along the tokens and keeps the first error. After an error there are no more tokens, so that every rule of the grammar runs to its end without
/// asking whether something went wrong.
/// </summary>
internal sealed class TokenReader
{
    private readonly string _text;
    private readonly Lexer _lexer;

    public TokenReader(string text)
    {
        _text = text;
        _lexer = new Lexer(text);
        if (text.Length > ExpressionLimits.MaxTextChars)
        {
            Fail(0, $"the expression has {text.Length} characters; at most {ExpressionLimits.MaxTextChars} are allowed, so split it into several rules");
        }
        else
        {
            Advance();
        }
    }

    /// <summary>The token that is to be read next.</summary>
    public Token Current { get; private set; }

    /// <summary>What was wrong first; null so far.</summary>
    public ExpressionError? Error { get; private set; }

    /// <summary>True when the next token is this symbol or word.</summary>
    public bool Is(string symbol) => Current.Kind is TokenKind.Symbol or TokenKind.Word && Current.Text == symbol;

    /// <summary>Takes the next token.</summary>
    public Token Take()
    {
        var taken = Current;
        Advance();
        return taken;
    }

    /// <summary>Takes the next token if it is this one.</summary>
    public bool TryTake(string symbol)
    {
        if (!Is(symbol))
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>Takes a token that must be here.</summary>
    public void Expect(string symbol, string where)
    {
        if (!TryTake(symbol))
        {
            Unexpected($"{symbol} {where}");
        }
    }

    /// <summary>Says that something else should be here.</summary>
    public Node Unexpected(string wanted) => Fail(Current.Start, Current.Kind == TokenKind.End ? $"the expression ends where there should be {wanted}"
        : Current.Text switch
        {
            "and" or "AND" => "write && instead of and",
            "or" or "OR" => "write || instead of or",
            "not" or "NOT" => "write ! instead of not",
            var text => $"{text} stands where there should be {wanted}",
        });

    /// <summary>Keeps an error, if it is the first, and ends the tokens. Returns a node, so that a rule can return it.</summary>
    public Node Fail(int start, string message)
    {
        if (Error is null)
        {
            var before = _text.AsSpan(0, Math.Min(start, _text.Length));
            Error = new ExpressionError(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), message);
        }

        Current = new Token(TokenKind.End, _text.Length, "");
        return new LiteralNode(1, CelValue.Null);
    }

    private void Advance()
    {
        // After an error the lexer still has tokens, but nobody wants them.
        Current = Error is null ? _lexer.Next() : Current;
        if (Current.Kind == TokenKind.Broken)
        {
            Fail(Current.Start, Current.Text);
        }
    }
}
