using System.Buffers;

namespace MeshRuntime.Components.Clients.Nats;

/// <summary>The rules for subjects: words between dots, without blanks or control characters. A line is made of them, so they are checked first.</summary>
internal static class NatsSubject
{
    private static readonly SearchValues<char> Never = SearchValues.Create([.. Enumerable.Range(0, 33).Select(i => (char)i), '\x7F']);

    /// <summary>True for what can be published to.</summary>
    public static bool IsLiteral(string subject) => IsPattern(subject) && !HasWildcard(subject);

    /// <summary>True for what can be subscribed to: <c>*</c> stands for one word, <c>&gt;</c> as the last for one or more.</summary>
    public static bool IsPattern(string subject)
    {
        if (subject.Length == 0 || subject.AsSpan().ContainsAny(Never))
        {
            return false;
        }

        var rest = subject.AsSpan();
        foreach (var range in rest.Split('.'))
        {
            var word = rest[range];
            if (word.IsEmpty || (word is ">" && range.End.GetOffset(rest.Length) != rest.Length))
            {
                return false;
            }
        }

        return true;
    }

    public static bool HasWildcard(string subject)
    {
        var rest = subject.AsSpan();
        foreach (var range in rest.Split('.'))
        {
            if (rest[range] is "*" or ">")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True for a group or a name that can stand in a line.</summary>
    public static bool IsWord(string name) => name.Length > 0 && !name.AsSpan().ContainsAny(Never);
}
