using MeshRuntime.DataPlane.Snapshots;
using MeshRuntime.DataPlane.Telemetry;
using MeshRuntime.Tests.Kit;

namespace MeshRuntime.Tests.DataPlane.Resilience;

/// <summary>(policy, sequence of outcomes) → (attempts, answer), for breakers.</summary>
public sealed class BreakerGoldenTests
{
    private const string Open = "circuit breaker is open";

    private static readonly BreakerPlan Default = new("pBreaker");

    [Fact]
    public async Task SixthFailureInARow_OpensIt_ForAMinute_ThenOneSuccessClosesIt()
    {
        var scene = new PolicyScene();
        var plan = APlan.Named(breaker: Default);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(("0", "503"), await scene.CallAsync(plan, "503"));
        }

        Assert.Equal(("", Open), await scene.CallAsync(plan, ""));
        scene.Clock.Advance(TimeSpan.FromSeconds(59.9));
        Assert.Equal(("", Open), await scene.CallAsync(plan, ""));
        scene.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(("0", "200"), await scene.CallAsync(plan, "200"));
        Assert.Equal(("0", "503"), await scene.CallAsync(plan, "503"));
    }

    [Fact]
    public async Task FailureWhileHalfOpen_OpensItAgain()
    {
        var scene = new PolicyScene();
        var plan = APlan.Named(breaker: Default);
        await FailAsync(scene, plan, 6);
        scene.Clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(("0", "503"), await scene.CallAsync(plan, "503"));
        Assert.Equal(("", Open), await scene.CallAsync(plan, ""));
    }

    [Fact]
    public async Task OpenBreaker_EndsTheRetry_WithTheLastAnswer()
    {
        var scene = new PolicyScene();
        var plan = APlan.Named(APlan.Constant(retries: 10), breaker: Default);

        Assert.Equal(("0 1 2 3 4 5", "503"), await scene.CallAsync(plan, "503 503 503 503 503 503"));
        Assert.Equal(("", Open), await scene.CallAsync(plan, ""));
    }

    [Fact]
    public async Task Breaker_IsOfOneMethod()
    {
        var scene = new PolicyScene();
        var plan = APlan.Named(breaker: Default);
        await FailAsync(scene, plan, 6);

        Assert.Equal(("0", "200"), await scene.CallAsync(plan, "200", ACall.With(path: "/other")));
        Assert.Equal(("", Open), await scene.CallAsync(plan, ""));
    }

    [Theory]
    [InlineData(true)] // a reload that leaves its plan alone leaves it open
    [InlineData(false)]
    public async Task Reload_KeepsBreakersWhosePlanIsEqual(bool isEqual)
    {
        var scene = new PolicyScene();
        await FailAsync(scene, APlan.Named(breaker: Default), 6);

        var reloaded = APlan.Named(APlan.Constant(), breaker: new BreakerPlan("pBreaker") { MaxRequests = isEqual ? 1 : 2 });

        Assert.Equal(isEqual ? ("", Open) : ("0", "200"), await scene.CallAsync(reloaded, isEqual ? "" : "200"));
    }

    [Fact]
    public async Task BreakerThatAnEditTakesAway_IsShownAsUnknown()
    {
        var scene = new PolicyScene();
        await FailAsync(scene, APlan.Named(breaker: Default), 6);
        Assert.Equal("open", Shown(scene));

        await scene.CallAsync(APlan.Named(APlan.Constant()), "200");

        Assert.Equal("unknown", Shown(scene));
    }

    [Theory]
    [InlineData("404", false)] // 4xx counts, as in Dapr
    [InlineData("302", true)]
    [InlineData("maybe", false)]
    public async Task WhatCountsAsAFailure(string outcome, bool stays)
    {
        var scene = new PolicyScene();
        var plan = APlan.Named(breaker: Default);
        for (var i = 0; i < 6; i++)
        {
            await scene.CallAsync(plan, outcome);
        }

        Assert.Equal(stays, (await scene.CallAsync(plan, "200")).End == "200");
    }

    [Fact]
    public async Task OpenBreaker_SaysWhy()
    {
        var scene = new PolicyScene();
        var plan = APlan.Named(breaker: Default);
        await FailAsync(scene, plan, 6);
        var call = ACall.With();

        await scene.CallAsync(plan, "", call);

        Assert.Equal("circuit breaker policy pBreaker, no attempt, 0 ms", call.Why?.ToString());
    }

    private static string Shown(PolicyScene scene) =>
        scene.Meters.Families.OfType<MeterFamily<Gauge>>().Single().Series.Single(series => series.Value.Value == 1).Key.Sixth;

    private static async Task FailAsync(PolicyScene scene, ServicePlan plan, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await scene.CallAsync(plan, "503");
        }
    }
}
