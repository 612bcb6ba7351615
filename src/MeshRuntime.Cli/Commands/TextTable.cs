using Spectre.Console;

namespace MeshRuntime.Cli.Commands;

/// <summary>Prints rows in columns.</summary>
internal static class TextTable
{
    // Wider than any terminal: a row that the terminal breaks is easier to read than columns squeezed to letters.
    private const int Width = 1000;

    /// <param name="titles">One for each column.</param>
    /// <param name="rows">As many cells each; what others wrote is made printable here.</param>
    public static void Print(IReadOnlyList<string> titles, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var title in titles)
            table.AddColumn(new TableColumn(title) { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => new Text(PlainText.Of(cell)))]);
        var console = AnsiConsole.Create(new AnsiConsoleSettings());
        console.Profile.Width = Width;
        console.Write(table);
    }
}
