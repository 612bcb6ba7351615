using MeshRuntime.GeneratorTests.Kit;

namespace MeshRuntime.GeneratorTests;

/// <summary>Mistakes in a method: its attribute, its route, what it returns.</summary>
public sealed class OperationMistakeTests
{
    private const string Tuple = "a tuple has only fields, which JSON leaves out: declare a record";

    [Fact]
    public Task NoAttribute_IsMesh003() => Misuse.InMemberIsReportedAsync(
        "MESH003",
        "Task [|CancelAsync|](CancellationToken cancellationToken);",
        "'CancelAsync' does not say which request it stands for: add an attribute such as [Get(\"/cancel\")]");

    [Theory]
    [InlineData("Order", "Task<Order>")]
    [InlineData("void", "Task")]
    [InlineData("IEnumerable<Order>", "Task<IEnumerable<Order>>, or IAsyncEnumerable<Order> for a stream")]
    public Task BlockingMethod_IsMesh004(string type, string cure) => Misuse.InMemberIsReportedAsync(
        "MESH004",
        $"[Get] [|{type}|] Find(CancellationToken cancellationToken);",
        $"'Find' returns {type}, which would block a thread while the call is on its way: return {cure}");

    [Theory]
    [InlineData("Task<System.IO.Stream>", "Task<Stream>", "a stream of bytes is no JSON: use byte[], or AppClient.SendAsync for raw requests")]
    [InlineData("Task<Task<Order>>", "Task<Task<Order>>", "a task inside of a task has no meaning for the caller: return the value itself")]
    [InlineData("Task<IAsyncEnumerable<Order>>", "Task<IAsyncEnumerable<Order>>", "a stream stands by itself: return IAsyncEnumerable<T>, and take a list as a parameter")]
    [InlineData("Task<Action>", "Task<Action>", "code cannot travel: use a type with properties")]
    [InlineData("IAsyncEnumerable<MeshResult<Order>>", "IAsyncEnumerable<MeshResult<Order>>", "a MeshResult is a whole answer: return Task<MeshResult<T>>")]
    [InlineData("Task<System.Net.Http.HttpResponseMessage>", "Task<HttpResponseMessage>", "a raw message is no JSON: use AppClient.SendAsync for raw requests")]
    [InlineData("Task<(int, string)>", "Task<(int, string)>", Tuple)]
    [InlineData("Task<(int Id, string Name)?>", "Task<(int Id, string Name)?>", Tuple)]
    [InlineData("Task<List<(int, string)[]>>", "Task<List<(int, string)[]>>", Tuple)]
    [InlineData("Task<MeshResult<Dictionary<string, (int, string)>>>", "Task<MeshResult<Dictionary<string, (int, string)>>>", Tuple)]
    [InlineData("IAsyncEnumerable<ValueTuple<int>>", "IAsyncEnumerable<ValueTuple<int>>", Tuple)]
    [InlineData("Task<System.Numerics.Vector2[]>", "Task<Vector2[]>", "Vector2 has only fields, which JSON leaves out: make them properties")]
    public Task AnswerThatIsNoJson_IsMesh005(string type, string shown, string cure) => Misuse.InMemberIsReportedAsync(
        "MESH005",
        $"[Get] [|{type}|] FindAsync(CancellationToken cancellationToken);",
        $"'FindAsync' returns {shown}, which cannot travel: {cure}");

    [Theory]
    [InlineData("int [|Count|] { get; }", "Count", "a property")]
    [InlineData("event EventHandler [|Placed|];", "Placed", "an event")]
    [InlineData("int [|this|][int id] { get; }", "this[]", "an indexer")]
    public Task MemberThatIsNoMethod_IsMesh006(string member, string name, string kind) => Misuse.InMemberIsReportedAsync(
        "MESH006",
        member,
        $"'{name}' is {kind}, and reading it cannot be a request: make it a method that returns a Task");

    [Theory]
    [InlineData("[Get] Task [|FindAsync|]<T>(CancellationToken token);", "is generic", "declare one method for each type")]
    [InlineData("[Get] static abstract Task [|FindAsync|](CancellationToken token);", "is static", "make it a method of the instance")]
    [InlineData("[Get] Task FindAsync(ref int [|page|], CancellationToken token);", "takes 'page' by reference", "take it by value, and return what changes")]
    [InlineData("[Get] [|ref int|] FindAsync(CancellationToken token);", "returns a reference", "return the value in a Task")]
    public Task MethodThatNoRequestCanCarry_IsMesh007(string member, string what, string cure) => Misuse.InMemberIsReportedAsync(
        "MESH007",
        member,
        $"'FindAsync' {what}, which no request can carry: {cure}");

    [Fact]
    public Task SameRequestTwice_IsMesh010() => Misuse.InMemberIsReportedAsync(
        "MESH010",
        """
        [Get("/orders/{id}")] Task<Order?> GetAsync(int id, CancellationToken cancellationToken);

        [Get([|"/Orders/{number}"|])] Task<Order?> FindAsync(long number, CancellationToken cancellationToken);
        """,
        "'FindAsync(long, CancellationToken)' stands for GET /Orders/{number}, as 'GetAsync(int, CancellationToken)' does: change the route or the verb of one of them");

    [Theory]
    [InlineData("[|o|]rders", 1, "it does not begin with a slash: write '/orders'")]
    [InlineData("/orders/[|{id|]", 9, "this brace is not closed: write a parameter as '{name}'")]
    [InlineData("/orders/id[|}|]", 11, "this brace closes nothing: write a parameter as '{name}'")]
    [InlineData("/orders[|?|]page=1", 8, "a query is no part of a route: give the method a parameter, which travels in the query by itself")]
    [InlineData("/orders[|#|]top", 8, "a fragment never leaves the client: leave it out")]
    [InlineData("/a[|%|]20b", 3, "the letter itself is wanted, not its escape: the client escapes it")]
    [InlineData("/orders/[|/|]top", 9, "an empty segment is lost on the way: leave one slash out")]
    [InlineData("/my[| |]orders", 4, "a blank cannot stand in a route: did you mean '-'?")]
    [InlineData("/orders/[|..|]/top", 9, "a segment of dots is cleaned away on the way: leave it out")]
    [InlineData("/orders/[|{id:int}|]", 9, "the parameter's type is its constraint: write '{id}'")]
    [InlineData("/orders/[|{id?}|]", 9, "a part of a path cannot be missing: take it out of the route, then it travels in the query")]
    [InlineData("/orders/[|{}|]", 9, "'' is no name of a parameter")]
    [InlineData("/files/[|{*path}|]/top", 8, "a parameter of several segments takes all that follows: it must stand last")]
    [InlineData("/orders/{id}[|{tag}|]", 13, "nothing parts this parameter from the one before: put a '/' or '-' between them")]
    [InlineData("/orders/{id}/[|{id}|]", 14, "the route has this parameter twice: give one of them another name")]
    public Task MalformedRoute_IsMesh015(string route, int column, string why) => Misuse.InMemberIsReportedAsync(
        "MESH015",
        $"[Get(\"{route}\")] Task FindAsync(int id, int tag, string path, CancellationToken cancellationToken);",
        $"The route '{route.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)}' is wrong at column {column}: {why}");

    [Fact]
    public Task MalformedRouteInConstant_IsReportedAtTheArgument() => Misuse.InMemberIsReportedAsync(
        "MESH015",
        """
        const string Route = "orders";

        [Get([|Route|])] Task FindAsync(CancellationToken cancellationToken);
        """,
        "The route 'orders' is wrong at column 1: it does not begin with a slash: write '/orders'");

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("double.NaN", "NaN")]
    [InlineData("2147484", "2147484")]
    public Task TimeoutNotAboveZero_IsMesh020(string written, string shown) => Misuse.InMemberIsReportedAsync(
        "MESH020",
        $"[Get(TimeoutSeconds = [|{written}|])] Task FindAsync(CancellationToken cancellationToken);",
        $"TimeoutSeconds of 'FindAsync' is {shown}: give seconds above 0 and at most 2147483, or leave it out for none");

    [Theory]
    [InlineData(299)]
    [InlineData(600)]
    public Task StatusOutOfRange_IsMesh021(int status) => Misuse.InMemberIsReportedAsync(
        "MESH021",
        $"[Get(ExpectedStatuses = [404, [|{status}|]])] Task FindAsync(CancellationToken cancellationToken);",
        $"{status} is no status that could be expected beside 2xx: give one from 300 to 599");

    [Theory]
    [InlineData("Task<Order>", "Task<Order?>, or Task<MeshResult<T>> to see the status")]
    [InlineData("Task<int>", "Task<int?>, or Task<MeshResult<T>> to see the status")]
    [InlineData("Task<MeshResult<Order>>", "it as it is, without ExpectedStatuses: it never throws for a status")]
    public Task ExpectedStatusOfAnswerNeverNull_IsMesh022(string type, string cure) => Misuse.InMemberIsReportedAsync(
        "MESH022",
        $"[Get(ExpectedStatuses = [|new[] {{ 409 }}|])] {type} FindAsync(CancellationToken cancellationToken);",
        $"'FindAsync' returns {type}, which cannot say that an expected status came: return {cure}");

    [Fact]
    public Task NoToken_IsMesh023() => Misuse.InMemberIsReportedAsync(
        "MESH023",
        "[Get] Task [|FindAsync|]();",
        "'FindAsync' cannot be cancelled: add 'CancellationToken cancellationToken = default'");

    [Fact]
    public Task NoTokenAfterParams_IsMesh023() => Misuse.InMemberIsReportedAsync(
        "MESH023",
        "[Get] Task [|FindAsync|](params int[] ids);",
        "'FindAsync' cannot be cancelled: drop 'params' before 'ids', and add 'CancellationToken cancellationToken = default'");

    [Fact]
    public Task TwoVerbs_IsMesh025() => Misuse.InMemberIsReportedAsync(
        "MESH025",
        "[Get, [|Post|]] Task FindAsync(CancellationToken cancellationToken);",
        "'FindAsync' has [Get] and [Post]: keep one, and declare another method for the other");
}
