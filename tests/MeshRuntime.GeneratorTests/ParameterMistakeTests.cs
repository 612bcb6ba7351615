using MeshRuntime.GeneratorTests.Kit;

namespace MeshRuntime.GeneratorTests;

/// <summary>Mistakes in the parameters of a method.</summary>
public sealed class ParameterMistakeTests
{
    [Fact]
    public Task RouteNamesNoParameter_IsMesh008() => Misuse.InMemberIsReportedAsync(
        "MESH008",
        "[Get(\"/orders/{[|id|]}\")] Task FindAsync(CancellationToken cancellationToken);",
        "The route of 'FindAsync' has {id}, but no parameter has this name: add a parameter 'id'");

    [Fact]
    public Task RouteNamesParameterInOtherCase_IsMesh008WithBothCures() => Misuse.InMemberIsReportedAsync(
        "MESH008",
        "[Get(@\"/orders/{[|Id|]}\")] Task FindAsync(int page, int id, CancellationToken cancellationToken);",
        "The route of 'FindAsync' has {Id}, but no parameter has this name: write '{id}', or call the parameter 'id' 'Id'");

    [Theory]
    [InlineData("[[|Query|]] int id", "{id} in the route", "[Query]")]
    [InlineData("[[|Header(\"X-Id\")|]] int id", "{id} in the route", "[Header]")]
    [InlineData("int id, [Header(\"X-Page\"), [|Body|]] int page", "[Header]", "[Body]")]
    public Task TwoPlacesForOneParameter_IsMesh009(string parameters, string first, string second) => Misuse.InMemberIsReportedAsync(
        "MESH009",
        $"[Put(\"/orders/{{id}}\")] Task FindAsync({parameters}, CancellationToken cancellationToken);",
        $"The parameter '{(parameters.Contains("page", StringComparison.Ordinal) ? "page" : "id")}' is both {first} and {second}: keep one of them");

    [Fact]
    public Task TwoBodies_IsMesh011() => Misuse.InMemberIsReportedAsync(
        "MESH011",
        "[Post] Task PlaceAsync(Order order, Order [|other|], CancellationToken cancellationToken);",
        "'order' and 'other' would both be the body of PlaceAsync: put them into one type, or send one as [Query] or [Header]");

    [Theory]
    [InlineData("Get", "GET")]
    [InlineData("Delete", "DELETE")]
    public Task BodyOfVerbWithout_IsMesh012(string attribute, string verb) => Misuse.InMemberIsReportedAsync(
        "MESH012",
        $"[{attribute}] Task PlaceAsync(Order [|order|], CancellationToken cancellationToken);",
        $"The parameter 'order' would be the body of a {verb}, which has none: use [Post], [Put] or [Patch], or send its parts in the query");

    [Theory]
    [InlineData("Order [|id|]", "Order", "in the route", "only simple types can be a part of a path, such as string, int or Guid")]
    [InlineData("int[] [|id|]", "int[]", "in the route", "a list has no place in a path: take it out of the route, then it travels in the query")]
    [InlineData("int? [|id|]", "int?", "in the route", "a part of a path cannot be missing: write int")]
    [InlineData("string? [|id|]", "string?", "in the route", "a part of a path cannot be missing: write string")]
    [InlineData("int id, [Query] Order [|order|]", "Order", "in the query", "only simple types and lists of them can: send its parts one by one, or the whole as [Body]")]
    [InlineData("int id, [Header(\"X-Tag\")] string[] [|tag|]", "string[]", "in a header", "a header is one simple value, such as string, int or Guid")]
    [InlineData("int id, int? [|page|] = 1", "int?", "in the query", "null is left out, and would arrive as 1: take the default away, or the '?'")]
    [InlineData("int id, [Header(\"X-A\")] string? [|a|] = \"b\"", "string?", "in a header", "null is left out, and would arrive as \"b\": take the default away, or the '?'")]
    [InlineData("int id, System.IO.MemoryStream [|file|]", "MemoryStream", "as the body", "a stream of bytes is no JSON: use byte[], or AppClient.SendAsync for raw requests")]
    [InlineData("int id, Func<int> [|next|]", "Func<int>", "as the body", "code cannot travel: use a type with properties")]
    [InlineData("int id, ReadOnlySpan<byte> [|bytes|]", "ReadOnlySpan<byte>", "as the body", "it lives in this process's memory only: use an array or a List<T>")]
    [InlineData("int id, (int Left, int Top) [|place|]", "(int Left, int Top)", "as the body", "a tuple has only fields, which JSON leaves out: declare a record")]
    [InlineData("int id, List<(int, int)?> [|places|]", "List<(int, int)?>", "as the body", "a tuple has only fields, which JSON leaves out: declare a record")]
    public Task TypeThatCannotTravelThere_IsMesh013(string parameters, string type, string where, string cure)
    {
        var name = parameters[(parameters.IndexOf("[|", StringComparison.Ordinal) + 2)..parameters.IndexOf("|]", StringComparison.Ordinal)];
        return Misuse.InMemberIsReportedAsync(
            "MESH013",
            $"[Put(\"/orders/{{id}}\")] Task FindAsync({parameters}, CancellationToken cancellationToken = default);",
            $"The parameter '{name}' of type {type} cannot travel {where}: {cure}");
    }

    [Fact]
    public Task SeveralSegmentsThatAreNoString_IsMesh013() => Misuse.InMemberIsReportedAsync(
        "MESH013",
        "[Get(\"/files/{*id}\")] Task FindAsync(int [|id|], CancellationToken cancellationToken);",
        "The parameter 'id' of type int cannot travel in the route: several segments are a string");

    [Theory]
    [InlineData("", "is empty", "give the header's name, such as 'If-Match'")]
    [InlineData("If Match", "has ' ', which the name of a header cannot have", "use letters, digits and '-'")]
    [InlineData("Größe", "has 'ö', which the name of a header cannot have", "use letters, digits and '-'")]
    [InlineData("content-length", "belongs to HTTP or to the sidecar", "give your header another name")]
    public Task WrongHeaderName_IsMesh014(string name, string what, string cure) => Misuse.InMemberIsReportedAsync(
        "MESH014",
        $"[Get] Task FindAsync([Header([|\"{name}\"|])] string value, CancellationToken cancellationToken);",
        $"The name '{name}' {what}: {cure}");

    [Theory]
    [InlineData("[Header(\"X-Tag\")] int a, [Header([|\"x-tag\"|])] int b", "x-tag")]
    [InlineData("int a, [Query([|\"a\"|])] int b", "a")]
    public Task SameNameTwice_IsMesh014(string parameters, string name) => Misuse.InMemberIsReportedAsync(
        "MESH014",
        $"[Get] Task FindAsync({parameters}, CancellationToken cancellationToken);",
        $"The name '{name}' is that of two parameters of 'FindAsync': give one of them another name");

    [Fact]
    public Task TokenNotLast_IsMesh019() => Misuse.InMemberIsReportedAsync(
        "MESH019",
        "[Get] Task FindAsync(CancellationToken [|stop|], int page);",
        "The CancellationToken 'stop' does not stand last in 'FindAsync': move 'stop' to the end");

    [Fact]
    public Task TokenBeforeParams_IsMesh019() => Misuse.InMemberIsReportedAsync(
        "MESH019",
        "[Get] Task FindAsync(CancellationToken [|stop|], params int[] ids);",
        "The CancellationToken 'stop' does not stand last in 'FindAsync': drop 'params' before 'ids', and move 'stop' to the end");

    [Fact]
    public Task SecondToken_IsMesh019() => Misuse.InMemberIsReportedAsync(
        "MESH019",
        "[Get] Task FindAsync(CancellationToken first, CancellationToken [|second|]);",
        "The CancellationToken 'second' is the second of 'FindAsync': keep one");
}
