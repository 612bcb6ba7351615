using System.Collections.Frozen;
using MeshRuntime.DataPlane.Expressions.Evaluation;
using MeshRuntime.DataPlane.Expressions.Functions;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Parsing;

/// <summary>Reads an expression into nodes that can be evaluated; macros and literal patterns are compiled on the way.</summary>
internal sealed class Parser(string text)
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
        "in",
    }.ToFrozenSet();

    private readonly TokenReader _tokens = new(text);
    private readonly MacroScope _scope = new();
    private int _depth;

    /// <summary>Why the text is no expression; null when it is one.</summary>
    public ExpressionError? Error => _tokens.Error;

    /// <summary>How many variables of macros are in use at once, at most.</summary>
    public int SlotCount => _scope.SlotCount;

    /// <summary>Reads the whole text. When <see cref="Error"/> is set, the node means nothing.</summary>
    public Node Parse()
    {
        var node = ReadExpression();
        return _tokens.Current.Kind == TokenKind.End ? node : _tokens.Unexpected("an operator or the end of the expression");
    }

    // Expr = Or ["?" Or ":" Expr]
    private Node ReadExpression()
    {
        // Each bracket and each ? comes through here, so this bounds the stack of reading, as Checked bounds that of evaluating.
        if (++_depth > ExpressionLimits.MaxDepth)
        {
            return TooDeep();
        }

        var node = ReadOperators(Operator.Loosest);
        if (_tokens.Is("?"))
        {
            var mark = _tokens.Take();
            var first = ReadOperators(Operator.Loosest);
            _tokens.Expect(":", "and what is taken when the condition is false");
            node = Checked(new ChoiceNode(mark.Start + 1, node, first, ReadExpression()));
        }

        _depth--;
        return node;
    }

    private Node ReadOperators(int least)
    {
        var left = ReadUnary();
        while (Operator.Of(_tokens.Current) is { } found && found.Level >= least)
        {
            var mark = _tokens.Take();
            var right = ReadOperators(found.Level + 1);
            left = Checked(found.Apply is { } apply ? new BinaryNode(mark.Start + 1, apply, left, right) : ReadChain(mark, found.Level, left, right));
        }

        return left;
    }

    private LogicNode ReadChain(Token mark, int level, Node first, Node second)
    {
        List<Node> operands = [first, second];
        while (_tokens.TryTake(mark.Text))
        {
            operands.Add(ReadOperators(level + 1));
        }

        return new LogicNode(mark.Start + 1, deciding: mark.Text == "||", [.. operands]);
    }

    // "!" {"!"} Member | "-" {"-"} Member
    private Node ReadUnary()
    {
        if (!_tokens.Is("!") && !_tokens.Is("-"))
        {
            return ReadMember();
        }

        var mark = _tokens.Take();
        var count = 1;
        while (_tokens.TryTake(mark.Text))
        {
            count++;
        }

        // The last sign before a number belongs to it.
        var isNegative = mark.Text == "-" && _tokens.Current.Kind == TokenKind.Number;
        var node = ReadMember(isNegative);
        for (var i = isNegative ? 1 : 0; i < count && Error is null; i++)
        {
            node = Checked(new UnaryNode(mark.Start + 1, mark.Text == "-" ? Arithmetic.Negate : Arithmetic.Not, node));
        }

        return node;
    }

    private Node ReadMember(bool isNegative = false)
    {
        var node = ReadPrimary(isNegative);
        while (true)
        {
            var mark = _tokens.Current;
            if (_tokens.TryTake("."))
            {
                node = Checked(ReadSelection(node));
            }
            else if (_tokens.TryTake("["))
            {
                var key = ReadExpression();
                _tokens.Expect("]", "after the index or key");
                node = Checked(new BinaryNode(mark.Start + 1, Containers.Index, node, key));
            }
            else
            {
                return node;
            }
        }
    }

    private Node ReadSelection(Node operand)
    {
        if (_tokens.Current.Kind != TokenKind.Word)
        {
            return _tokens.Unexpected("a name after the point; other keys are written [\"key\"]");
        }

        var name = _tokens.Take();
        if (!_tokens.TryTake("("))
        {
            // The only names with points in them are those of two types.
            return operand is SelectNode { Operand: VariableNode root } inner && CelKindNames.TryFind($"{root.Name}.{inner.Field}.{name.Text}", out _)
                ? new VariableNode(root.Column, $"{root.Name}.{inner.Field}.{name.Text}") : new SelectNode(name.Start + 1, operand, name.Text);
        }

        return Macro.IsOne(name.Text) ? ReadMacro(name, operand) : Calls.Method(_tokens, name, operand, ReadList(")"));
    }

    // range.all(x, condition)
    private Node ReadMacro(Token name, Node range)
    {
        var variable = _tokens.Current;
        if (variable.Kind != TokenKind.Word || IsKeyword(variable.Text))
        {
            return _tokens.Unexpected($"the name of a variable: {Macro.UsageOf(name.Text)}");
        }

        _tokens.Take();
        _tokens.Expect(",", $"after the variable: {Macro.UsageOf(name.Text)}");
        var slot = _scope.Enter(variable.Text);
        var bodies = ReadList(")");
        _scope.Leave();
        return Macro.Make(_tokens, name, range, slot, bodies);
    }

    private Node ReadPrimary(bool isNegative)
    {
        var token = _tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _tokens.Take();
                return NumberLiteral.TryRead(token.Text, isNegative, out var number, out var why)
                    ? new LiteralNode(token.Start + 1, number) : _tokens.Fail(token.Start, why);
            case TokenKind.Text:
                _tokens.Take();
                return new LiteralNode(token.Start + 1, token.Value);
            case TokenKind.Word:
                _tokens.Take();
                return ReadWord(token);
            default:
                return ReadBracket(token);
        }
    }

    private Node ReadBracket(Token token)
    {
        if (_tokens.TryTake("("))
        {
            var inner = ReadExpression();
            _tokens.Expect(")", "that closes the bracket");
            return inner;
        }

        if (_tokens.TryTake("["))
        {
            return Checked(new ListNode(token.Start + 1, ReadList("]")));
        }

        if (_tokens.TryTake("{"))
        {
            return Checked(ReadMap(token));
        }

        // A point before a name: the variable of that name, even where a macro has one of the same name.
        if (_tokens.TryTake(".") && _tokens.Current.Kind == TokenKind.Word && !IsKeyword(_tokens.Current.Text))
        {
            return new VariableNode(token.Start + 1, _tokens.Take().Text);
        }

        return _tokens.Unexpected("a value");
    }

    private Node ReadWord(Token word)
    {
        switch (word.Text)
        {
            case "true" or "false":
                return new LiteralNode(word.Start + 1, CelValue.From(word.Text == "true"));
            case "null":
                return new LiteralNode(word.Start + 1, CelValue.Null);
        }

        if (Reserved.Contains(word.Text))
        {
            return _tokens.Fail(word.Start, $"{word.Text} is a reserved word; a field of that name is written [\"{word.Text}\"]");
        }

        if (_tokens.TryTake("("))
        {
            return Checked(Calls.Function(_tokens, word, ReadList(")")));
        }

        if (_tokens.Is("{"))
        {
            return _tokens.Fail(_tokens.Current.Start, "messages cannot be made here; use a map: {\"key\": value}");
        }

        return _scope.Find(word.Text) is { } slot ? new SlotNode(word.Start + 1, slot) : new VariableNode(word.Start + 1, word.Text);
    }

    // Values with commas between them; a last comma is allowed where brackets hold a list.
    private Node[] ReadList(string end)
    {
        List<Node> nodes = [];
        while (!_tokens.TryTake(end))
        {
            nodes.Add(ReadExpression());
            if (!_tokens.Is(end))
            {
                _tokens.Expect(",", $"or {end}");
                if (end == ")" && _tokens.Is(end))
                {
                    _tokens.Unexpected("a value after the comma");
                }
            }

            if (Error is not null)
            {
                break;
            }
        }

        return [.. nodes];
    }

    private MapNode ReadMap(Token start)
    {
        List<Node> keys = [];
        List<Node> values = [];
        while (!_tokens.TryTake("}") && Error is null)
        {
            keys.Add(ReadExpression());
            _tokens.Expect(":", "between key and value");
            values.Add(ReadExpression());
            if (!_tokens.Is("}"))
            {
                _tokens.Expect(",", "or }");
            }
        }

        return new MapNode(start.Start + 1, [.. keys], [.. values]);
    }

    private static bool IsKeyword(string word) => Reserved.Contains(word) || word is "true" or "false" or "null";

    private Node Checked(Node node) => node.Depth <= ExpressionLimits.MaxDepth ? node : TooDeep();

    private Node TooDeep() => _tokens.Fail(_tokens.Current.Start,
        $"the expression nests deeper than {ExpressionLimits.MaxDepth} levels; split it into several rules, or name alternatives in a list: x in [a, b]");
}
