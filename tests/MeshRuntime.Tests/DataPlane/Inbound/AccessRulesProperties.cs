using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.Abstractions.Mtls;
using MeshRuntime.DataPlane.Inbound;
using MeshRuntime.DataPlane.Snapshots;
using Xunit;

namespace MeshRuntime.Tests.DataPlane.Inbound;

public sealed class AccessRulesProperties
{
    private const int Policies = 100_000;

    // Few letters, so that names meet often: a wide alphabet would test only strangers.
    private static readonly Gen<string> Segment = Gen.Frequency(
        (6, Gen.Elements("a", "b", "A", "ab", "ba")),
        (4, Gen.Elements("*", "**", "a*", "*b", "a*b", "B*", "***", "")));

    private static readonly Gen<string> Path = Gen.Choose(1, 3).SelectMany(count => Segment.ArrayOf(count))
        .Select(all => "/" + string.Join('/', all).TrimStart('/'));

    private static readonly Gen<string?> Action = Gen.Elements<string?>("allow", "ALLOW", "deny", "deny", "", null);
    private static readonly Gen<string?> Verb = Gen.Elements<string?>("GET", "POST", null);

    private static readonly Gen<AccessOperationDescription> Operation =
        from path in Path
        from bare in Gen.Elements(true, false)
        from count in Gen.Choose(0, 2)
        from verbs in Gen.Elements("GET", "POST", "*").ArrayOf(count)
        from action in Action
        select new AccessOperationDescription(bare ? path[1..] : path, [.. verbs], action);

    private static readonly Gen<AccessPolicyDescription> Policy =
        from app in Gen.Elements("x", "x", "x", "y")
        from space in Gen.Elements("n", "n", "n", "m")
        from domain in Gen.Frequency((4, Gen.Constant("public")), (1, Gen.Constant("other")))
        from action in Action
        from count in Gen.Choose(0, 8)
        from operations in Operation.ArrayOf(count)
        select new AccessPolicyDescription(app, domain, space, action, [.. operations]);

    private static readonly Gen<AccessDescription> Description =
        from action in Action
        from count in Gen.Frequency((1, Gen.Constant(0)), (9, Gen.Choose(1, 3)))
        from policies in Policy.ArrayOf(count)
        from written in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        select new AccessDescription(action, written ? [.. policies] : default(ImmutableArray<AccessPolicyDescription>));

    private static readonly Gen<Case> Cases =
        from description in Description
        from app in Gen.Frequency((8, Gen.Constant<string?>("x")), (1, Gen.Constant<string?>("z")), (1, Gen.Constant<string?>(null)))
        from path in Path
        from verb in Verb
        from http in Gen.Elements(true, false)
        select new Case(description, app is null ? null : new WorkloadIdentity("public", "n", app), path, verb, http);

    [Fact]
    public void RandomPoliciesAndRequests_AgreeWithTheReference()
    {
        int allowed = 0, byRule = 0;
        Prop.ForAll(Cases.ToArbitrary(), one =>
        {
            var verdict = AccessRules.Judge(AccessPlan.Compile(one.Description), one.Caller, one.Path, one.Verb, one.Http);
            allowed += verdict.IsAllowed ? 1 : 0;
            byRule += verdict.Reason == AccessReason.Rule ? 1 : 0;
            return verdict.IsAllowed == ReferenceAccess.Allows(one.Description, one.Caller, one.Path, one.Verb, one.Http);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Policies));

        // The property says something only while the cases are not all alike.
        Assert.InRange(allowed, Policies / 10, Policies * 9 / 10);
        Assert.InRange(byRule, Policies / 20, Policies);
    }

    private sealed record Case(AccessDescription Description, WorkloadIdentity? Caller, string Path, string? Verb, bool Http)
    {
        public override string ToString() => $"{Caller} {Verb ?? "-"} {Path} http={Http} default={Description.DefaultAction ?? "null"}: " + string.Join(
            "; ",
            (Description.Policies.IsDefault ? [] : Description.Policies).Select(p =>
                $"{p.AppId}.{p.Namespace}@{p.TrustDomain} {p.DefaultAction ?? "null"} [{string.Join(", ", p.Operations.Select(o => $"{o.Name} {string.Join('|', o.Verbs)} {o.Action ?? "null"}"))}]"));
    }
}
