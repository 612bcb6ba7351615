using MeshRuntime.Tests.ControlPlane.Kit;

namespace MeshRuntime.Tests.ControlPlane.Resources;

/// <summary>What each mistake in a Resiliency is answered with, line for line.</summary>
public sealed class ResiliencyProblemsTests
{
    private const string Head = "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: r}\nspec:\n";

    public static TheoryData<string, string> Header => new()
    {
        { "apiVersion: dapr.io/v1alpha1\nkind: Resiliency\nmetadata: {name: r}\n", "r.yaml:1: error: spec: is missing; write spec with policies and targets below it" },
        { "kind: Resiliency\nmetadata: {name: r}\nspec: {}\n", "r.yaml:1: warning: apiVersion: is taken for dapr.io/v1alpha1; write apiVersion: dapr.io/v1alpha1" },
        { Head + "  polices: {}\n", "r.yaml:5: error: spec.polices: is an unknown key; did you mean \"policies\"?" },
        { Head + "  policies: {retrys: {}}\n", "r.yaml:5: warning: spec.policies.retrys: is an unknown key; did you mean \"retries\"?" },
        { Head + "  policies: {limit: {}}\n", "r.yaml:5: error: spec.policies.limit: is an unknown key; did you mean \"limits\"?" },
        { Head + "  policies: {retries: [a]}\n", "r.yaml:5: error: spec.policies.retries: is not a mapping; write keys and values below it" },
        { Head + "  policies: {retries: {a: constant}}\n", "r.yaml:5: error: spec.policies.retries.a: is not a mapping; write keys and values below it" },
        { Head + "  targets: {apps: {}, services: {}}\n", "r.yaml:5: warning: spec.targets.services: is an unknown key; known here: apps, actors, components" },
        { Head + "  policies: {retries: {}}\nscope: [x]\n", "r.yaml:6: error: scope: is an unknown key; did you mean \"scopes\"?" },
        { Head + "  targets: {actors: {cart: {}}}\n", "r.yaml:5: warning: spec.targets.actors: have no effect in this version: there are no actors yet; they may stay" },
    };

    public static TheoryData<string, string> Timeouts => new()
    {
        { "5s", "" },
        { "\"1h30m\"", "" },
        { "1500", "" },
        { "\"250\"", "" },
        { "0", "" },
        { "720h", "" },
        { "721h", "\"721h\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "-5s", "\"-5s\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "-1", "\"-1\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "5 seconds", "\"5 seconds\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "1.5", "\"1.5\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "", "is missing; write a duration, such as 5s" },
        { "[5s]", "is not a plain value; write one value here" },
    };

    public static TheoryData<string, string> Retries => new()
    {
        { "policy: Constant, duration: 1s, maxRetries: -1", "" },
        { "policy: EXPONENTIAL, maxInterval: 1s, maxRetries: \"0\"", "" },
        { "policy: linear", "error: .policy: \"linear\" is no kind of retry; write constant or exponential" },
        { "policy: exponental", "error: .policy: \"exponental\" is no kind of retry; did you mean \"exponential\"?" },
        { "policy: exponential, duration: 1s", "warning: .duration: has no effect on an exponential retry, whose first wait is 500ms; remove it, or write policy: constant" },
        { "maxInterval: 1s", "warning: .maxInterval: has no effect on a constant retry; remove it, or write policy: exponential" },
        { "policy: exponential, maxInterval: 0", "error: .maxInterval: \"0\" is not a duration from 1ms to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "maxRetries: -2", "error: .maxRetries: \"-2\" is too small; write how many: 0 for none, -1 for any number" },
        { "maxRetries: many", "error: .maxRetries: \"many\" is no whole number; write how many: 0 for none, -1 for any number" },
        { "maxRetry: 3", "warning: .maxRetry: is an unknown key; did you mean \"maxRetries\"?" },
        { "maxRetires: 3", "warning: .maxRetires: is an unknown key; did you mean \"maxRetries\"?" },
        { "initialInterval: 1s", "warning: .initialInterval: is an unknown key; known here: policy, duration, maxInterval, maxRetries, matching" },
        { "matching: {httpStatusCodes: 500}", "" },
        { "matching: {httpStatusCode: 500}", "error: .matching.httpStatusCode: is an unknown key; did you mean \"httpStatusCodes\"?" },
        { "matching: {httpStatusCodes: [500]}", "error: .matching.httpStatusCodes: is not a plain value; write one value here" },
        { "matching: {httpStatusCodes: \"99\"}", "error: .matching.httpStatusCodes: \"99\" is no code from 100 to 599 and no range of them; write codes and ranges, such as 429,500-599" },
        { "matching: {httpStatusCodes: \"429,500-600\"}", "error: .matching.httpStatusCodes: \"500-600\" is no code from 100 to 599 and no range of them; write codes and ranges, such as 429,500-599" },
        { "matching: {httpStatusCodes: 599-500}", "error: .matching.httpStatusCodes: the range \"599-500\" runs backwards, so no code is in it; write 500-599" },
        { "matching: {httpStatusCodes: \"429, 700 - 500\"}", "error: .matching.httpStatusCodes: \"700 - 500\" is no code from 100 to 599 and no range of them; write codes and ranges, such as 429,500-599" },
        { "matching: {httpStatusCodes: 500-510-599}", "error: .matching.httpStatusCodes: \"500-510-599\" is no code from 100 to 599 and no range of them; write codes and ranges, such as 429,500-599" },
        { "matching: {httpStatusCodes: 5xx}", "error: .matching.httpStatusCodes: \"5xx\" is no code from 100 to 599 and no range of them; write codes and ranges, such as 429,500-599" },
        { "matching: {httpStatusCodes: \",\"}", "error: .matching.httpStatusCodes: \",\" names no code, so nothing would be retried; write codes and ranges, such as 429,500-599" },
        { "matching: {gRPCStatusCodes: \"16\"}", "" },
        { "matching: {gRPCStatusCodes: \"17\"}", "error: .matching.gRPCStatusCodes: \"17\" is no code from 0 to 16 and no range of them; write codes and ranges, such as 4,8,13-14" },
        { "matching: {gRPCStatusCodes: \"-1\"}", "error: .matching.gRPCStatusCodes: \"-1\" is no code from 0 to 16 and no range of them; write codes and ranges, such as 4,8,13-14" },
    };

    public static TheoryData<string, string> Breakers => new()
    {
        { "maxRequests: 0, interval: 0s, timeout: 0", "" },
        { "trip: \"consecutiveFailures > 5 && requests > 3\"", "" },
        { "trip: \"requests >= 20 && double(totalFailures) / double(requests) > 0.5\"", "" },
        { "trip: \" \"", "" },
        { "maxRequests: 1.5", "error: .maxRequests: \"1.5\" is no whole number; write one of at least 0" },
        { "maxRequests: 2147483647", "" },
        { "maxRequests: 2147483648", "error: .maxRequests: \"2147483648\" is too large; write one from 0 to 2147483647" },
        { "maxRequests: -1", "error: .maxRequests: \"-1\" is too small; write one of at least 0" },
        { "interval: -1s", "error: .interval: \"-1s\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "trip: consecutiveFailures >", "error: .trip: is no CEL expression: column 22: the expression ends where there should be a value" },
        { "trip: consecutiveFailure > 5", "warning: .trip: asks for consecutiveFailure, which a breaker does not count: where that is needed it never opens; did you mean \"consecutiveFailures\"?" },
        { "trip: requests > 5 && errors > 2", "warning: .trip: asks for errors, which a breaker does not count: where that is needed it never opens; it counts requests, totalSuccesses, totalFailures, consecutiveSuccesses, consecutiveFailures" },
        { "trip: \"requests > 100 ? percent > 5 : false\"", "warning: .trip: asks for percent, which a breaker does not count: where that is needed it never opens; it counts requests, totalSuccesses, totalFailures, consecutiveSuccesses, consecutiveFailures" },
        { "trip: consecutiveFailures", "warning: .trip: is no question, so the breaker never opens: the value is of type int; a condition is true or false, so compare it with something; compare a count, such as consecutiveFailures > 5" },
        { "timout: 5s", "warning: .timout: is an unknown key; did you mean \"timeout\"?" },
    };

    public static TheoryData<string, string, string> OfOurOwn => new()
    {
        { "loadBalancers", "policy: PeakEWMA, slowStart: 30s", "" },
        { "loadBalancers", "policy: random", "error: .policy: \"random\" is no way to choose an endpoint; write leastRequest, roundRobin, peakEwma" },
        { "loadBalancers", "policy: roundrobbin", "error: .policy: \"roundrobbin\" is no way to choose an endpoint; did you mean \"roundRobin\"?" },
        { "loadBalancers", "slowstart: -1", "error: .slowStart: \"-1\" is not a duration from 0s to 720h; write one such as 1m30s or 250ms; a bare number counts milliseconds" },
        { "loadBalancers", "weight: 1", "error: .weight: is an unknown key; known here: policy, slowStart" },
        { "outlierDetections", "consecutiveFailures: 0, baseEjectionTime: 1s, maxEjectionTime: 1s, maxEjectionPercent: 100", "" },
        { "outlierDetections", "maxEjectionPercent: 101", "error: .maxEjectionPercent: \"101\" is too large; write one from 0 to 100" },
        { "outlierDetections", "baseEjectionTime: 90s", "" },
        { "outlierDetections", "baseEjectionTime: 2s, maxEjectionTime: 1s", "error: .maxEjectionTime: is shorter than baseEjectionTime; write a longer one" },
        { "outlierDetections", "consecutive5xx: 3", "error: .consecutive5xx: is an unknown key; known here: consecutiveFailures, baseEjectionTime, maxEjectionTime, maxEjectionPercent" },
        { "limits", "maxInFlight: 1, maxPending: 0", "" },
        { "limits", "maxInFlight: 0", "error: .maxInFlight: \"0\" is too small; write one of at least 1" },
        { "limits", "maxInFlight: 1, maxPending: -1", "error: .maxPending: \"-1\" is too small; write one of at least 0" },
        { "limits", "maxPending: 5", "error: .maxInFlight: is missing; write how many calls may be under way at once" },
    };

    [Theory]
    [MemberData(nameof(Header))]
    public async Task MistakeInTheDocument_IsAnsweredWithPlaceFieldAndCure(string text, string expected) => Assert.Equal(expected, await ProblemsAsync(text));

    [Theory]
    [MemberData(nameof(Timeouts))]
    public async Task Timeout_IsTakenOrAnswered(string written, string expected) => Assert.Equal(
        expected.Length == 0 ? "" : "r.yaml:6: error: spec.policies.timeouts.a: " + expected,
        await ProblemsAsync(Head + "  policies:\n    timeouts: {a: " + written + "}\n"));

    [Theory]
    [MemberData(nameof(Retries))]
    public Task Retry_IsTakenOrAnswered(string written, string expected) => PolicyAsync("retries", written, expected);

    [Theory]
    [MemberData(nameof(Breakers))]
    public Task Breaker_IsTakenOrAnswered(string written, string expected) => PolicyAsync("circuitBreakers", written, expected);

    [Theory]
    [MemberData(nameof(OfOurOwn))]
    public Task PolicyOfOurOwn_IsTakenOrAnswered(string kind, string written, string expected) => PolicyAsync(kind, written, expected);

    private static async Task PolicyAsync(string kind, string written, string expected) => Assert.Equal(
        expected.Length == 0 ? "" : "r.yaml:6: " + expected.Replace(": .", $": spec.policies.{kind}.a."),
        await ProblemsAsync(Head + $"  policies:\n    {kind}: {{a: {{{written}}}}}\n"));

    private static async Task<string> ProblemsAsync(string text)
    {
        await using var bench = new Bench().Resource("r.yaml", text);
        return string.Join('\n', (await bench.ProblemsAsync()).Select(problem => problem.Replace("resources/", "", StringComparison.Ordinal)));
    }
}
