using System.Text.RegularExpressions;
using MeshRuntime.DataPlane.Expressions.Values;

namespace MeshRuntime.DataPlane.Expressions.Evaluation;

/// <summary>Holds one evaluation: the variables, those of macros, and the steps that are left.</summary>
internal ref struct Frame(IVariables variables, int slots)
{
    private readonly CelValue[] _slots = slots == 0 ? [] : new CelValue[slots];
    private int _stepsLeft = ExpressionLimits.MaxSteps;
    private int _depth;

    /// <summary>What an evaluation ends in that costs too much. Nothing absorbs it: <see cref="Expression.Evaluate"/> asks <see cref="IsExhausted"/> last.</summary>
    public static CelValue Exhausted => CelValue.Error(
        $"evaluation took more than {ExpressionLimits.MaxSteps} steps and was given up; look at fewer elements or shorter texts");

    /// <summary>What the names stand for.</summary>
    public readonly IVariables Variables => variables;

    /// <summary>The pattern that was compiled last, if one was that does not stand in the expression.</summary>
    public (string Text, Regex Regex)? LastPattern { get; set; }

    /// <summary>True when no steps are left; from then on every loop ends at its next round.</summary>
    public readonly bool IsExhausted => _stepsLeft < 0;

    /// <summary>Where the variable of a macro is kept while its condition is evaluated.</summary>
    public readonly ref CelValue Slot(int index) => ref _slots[index];

    /// <summary>Pays for work before it is done; false when it must not be done.</summary>
    public bool TrySpend(int steps)
    {
        if (_stepsLeft >= 0)
        {
            // Below zero it stays: two sums of int range cannot overflow, since each starts at no less than zero.
            _stepsLeft -= steps;
        }

        return _stepsLeft >= 0;
    }

    /// <summary>Goes into a value to compare what it holds; false when it nests too deep. <see cref="Leave"/> in any case.</summary>
    public bool TryEnter() => ++_depth <= ExpressionLimits.MaxValueDepth;

    /// <summary>Comes out of a value again.</summary>
    public void Leave() => _depth--;

    /// <summary>Pays for copying or searching text or bytes.</summary>
    public bool TrySpendText(int length) => TrySpend(1 + (length / ExpressionLimits.CharsPerStep));
}
