using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.DataPlane.Snapshots;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Inbound;

public sealed class AccessRulesTests
{
    private static readonly WorkloadIdentity Client = new("public", "default", "client");

    [Fact]
    public void NoAccessControl_AllowsEvenAPeerWithoutIdentity()
    {
        Assert.Equal(new AccessVerdict(true, AccessReason.NoPolicy), AccessRules.Judge(null, null, "/x", "GET", httpApp: true));
        Assert.True(Judge(Plan("allow"), null, "/x"));
        Assert.True(Judge(AccessPlan.Compile(new AccessDescription("", [])), null, "/x"));
    }

    [Theory]
    [InlineData("allow")]
    [InlineData(null)]
    public void PolicyPresentAndNoIdentity_IsDeniedWhateverTheDefault(string? defaultAction)
    {
        var plan = Plan(defaultAction, Policy("allow", Rule("/**", "allow", "*")));

        Assert.Equal(new AccessVerdict(false, AccessReason.NoIdentity), AccessRules.Judge(plan, null, "/x", "GET", httpApp: true));
    }

    [Theory]
    [InlineData(null, true)] // not written: allow, although a policy is present
    [InlineData("", false)]
    [InlineData("ALLOW", true)]
    [InlineData("Deny", false)]
    [InlineData("alow", false)] // what is not allow denies
    public void DefaultAction_DecidesForAStranger(string? defaultAction, bool allowed)
    {
        var stranger = Client with { AppId = "other" };

        Assert.Equal(allowed, Judge(Plan(defaultAction, Policy("deny")), stranger, "/x"));
    }

    [Fact]
    public void DefaultActionEmptyAndPoliciesNotWritten_Denies() =>
        Assert.False(Judge(AccessPlan.Compile(new AccessDescription("", default)), Client, "/x"));

    [Theory]
    [InlineData("public", "default", "cliXnt")]
    [InlineData("public", "default", "Client")]
    [InlineData("public", "other", "client")]
    [InlineData("elsewhere", "default", "client")]
    public void NameDiffersInAnyPart_IsAStranger(string domain, string space, string app)
    {
        var plan = Plan("deny", Policy("allow"));

        Assert.True(Judge(plan, Client, "/x"));
        Assert.Equal(
            new AccessVerdict(false, AccessReason.GlobalDefault),
            AccessRules.Judge(plan, new WorkloadIdentity(domain, space, app), "/x", "GET", httpApp: true));
    }

    [Fact]
    public void DotAndStarInAnAppId_AreLiterals()
    {
        var plan = Plan("deny", Policy("allow") with { AppId = "cert-manager.io" }, Policy("allow") with { AppId = "front*" });

        Assert.True(Judge(plan, Client with { AppId = "cert-manager.io" }, "/x"));
        Assert.False(Judge(plan, Client with { AppId = "cert-managerXio" }, "/x"));
        Assert.False(Judge(plan, Client with { AppId = "frontend" }, "/x"));
    }

    [Fact]
    public void NamesThatJoinToTheSameText_AreDifferentCallers()
    {
        var plan = Plan("deny", Policy("allow") with { AppId = "a||b", Namespace = "c" });

        Assert.False(Judge(plan, new WorkloadIdentity("public", "b||c", "a"), "/x"));
    }

    [Fact]
    public void SameCallerTwice_LaterPolicyReplaces() => Assert.False(Judge(Plan("allow", Policy("allow"), Policy("deny")), Client, "/x"));

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    [InlineData("get", false)] // verbs are compared by case
    public void VerbNotInTheRule_KeepsThePolicysDefault(string verb, bool allowed)
    {
        var plan = Plan("allow", Policy("deny", Rule("/op", "allow", "GET")));

        Assert.Equal(allowed, AccessRules.Judge(plan, Client, "/op", verb, httpApp: true).IsAllowed);
    }

    [Fact]
    public void StarVerb_CoversEveryVerb() => Assert.True(Judge(Plan("deny", Policy("deny", Rule("/op", "allow", "*"))), Client, "/op"));

    [Theory]
    [InlineData("allow", true)]
    [InlineData("deny", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void CallWithoutVerbOnAMatchedRule_GetsOnlyThePolicysOwnDefault(string? policyDefault, bool allowed)
    {
        var plan = Plan("allow", Policy(policyDefault, Rule("/op", "allow", "*")));

        Assert.Equal(allowed, AccessRules.Judge(plan, Client, "/op", null, httpApp: true).IsAllowed);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("allow ")]
    public void ActionEmptyOrUnknown_Denies(string? action) => Assert.False(Judge(Plan("allow", Policy("allow", Rule("/op", action, "*"))), Client, "/op"));

    [Fact]
    public void GrpcApp_IgnoresVerbsAndCountsCase()
    {
        var plan = Plan("deny", Policy("deny", Rule("/shop.Orders/Place", "allow")));

        Assert.True(AccessRules.Judge(plan, Client, "/shop.Orders/Place", "POST", httpApp: false).IsAllowed);
        Assert.True(AccessRules.Judge(plan, Client, "shop.Orders/Place", null, httpApp: false).IsAllowed);
        Assert.False(AccessRules.Judge(plan, Client, "/shop.orders/place", "POST", httpApp: false).IsAllowed);
    }

    [Theory]
    [InlineData("/admin")]
    [InlineData("/ADMIN")]
    [InlineData("/aDmin/Users")]
    [InlineData("admin")]
    public void HttpApp_CaseOfThePathDoesNotCount(string path)
    {
        Assert.False(Judge(Plan("allow", Policy("allow", Rule("/Admin", "deny", "*"))), Client, path));
        Assert.True(Judge(Plan("deny", Policy("deny", Rule("ADMIN", "allow", "*"))), Client, path));
    }

    [Fact]
    public void LongPathInUpperCase_IsLoweredToo()
    {
        var plan = Plan("deny", Policy("deny", Rule("/" + new string('a', 300) + "/é", "allow", "*")));

        Assert.True(Judge(plan, Client, "/" + new string('A', 300) + "/É"));
        Assert.False(Judge(plan, Client, "/" + new string('A', 301) + "/É"));
    }

    [Fact]
    public void Verdict_NamesTheRule() => Assert.Equal(
        new AccessVerdict(true, AccessReason.Rule, "/op"),
        AccessRules.Judge(Plan("deny", Policy("deny", Rule("Op", "allow", "GET"))), Client, "/op/x", "GET", httpApp: true));

    [Fact]
    public void PolicyWithoutNamespace_IsRefusedWhenCompiled() =>
        Assert.Throws<ArgumentException>(() => Plan("deny", Policy("allow") with { Namespace = "" }));

    [Fact]
    public void CommonCall_AllocatesNothing()
    {
        var plan = Plan("deny", Policy("deny", Rule("/public/**", "allow", "GET", "POST"), Rule("/a*z", "allow", "GET")));
        bool Round() => Judge(plan, Client, "/public/orders/7") & Judge(plan, Client, "/abcz") & !Judge(plan, Client, "/Private") & !Judge(plan, null, "/x");
        Assert.True(Round());

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Round();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 0);
    }

    private static bool Judge(AccessPlan plan, WorkloadIdentity? caller, string path) =>
        AccessRules.Judge(plan, caller, path, "GET", httpApp: true).IsAllowed;

    private static AccessPlan Plan(string? defaultAction, params AccessPolicyDescription[] policies) =>
        AccessPlan.Compile(new AccessDescription(defaultAction, [.. policies]));

    private static AccessPolicyDescription Policy(string? defaultAction, params AccessOperationDescription[] operations) =>
        new("client", "public", "default", defaultAction, [.. operations]);

    private static AccessOperationDescription Rule(string name, string? action, params string[] verbs) => new(name, [.. verbs], action);
}
