using MeshRuntime.Abstractions.Components;
using MeshRuntime.Components.Clients.Resp;

namespace MeshRuntime.Components.PubSub.Redis;

/// <summary>Says what a failure of the client means to whoever uses the component.</summary>
internal static class RedisFaults
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="what">What was tried, as in "could not publish to orders".</param>
    public static ComponentException Of(RespFailure failure, string what) =>
        new(FaultOf(failure), $"{what}: {failure.Message.TrimEnd('.')}.{CureOf(failure)}", failure);

    /// <summary>True when the same may work later without anybody doing anything.</summary>
    public static bool MayPass(RespFailure failure) => FaultOf(failure) is ComponentFault.Unavailable or ComponentFault.Throttled;

    private static ComponentFault FaultOf(RespFailure failure) => failure.Code switch
    {
        "OOM" => ComponentFault.Throttled,
        "NOAUTH" or "WRONGPASS" or "NOPERM" => ComponentFault.Denied,
        "WRONGTYPE" or "MOVED" or "ASK" or "CROSSSLOT" => ComponentFault.Invalid,
        "ERR" when !failure.Message.StartsWith("ERR max number of clients", StringComparison.Ordinal) => ComponentFault.Invalid,

        // No connection, LOADING, READONLY, MASTERDOWN, MISCONF, NOREPLICAS, BUSY and what may come: the server cannot do it now.
        _ => ComponentFault.Unavailable,
    };

    private static string CureOf(RespFailure failure) => failure.Code switch
    {
        "OOM" => " Redis is full: raise its maxmemory, or set maxLenApprox or streamTTL on the component.",
        "NOAUTH" or "WRONGPASS" => " Look at redisUsername and redisPassword.",
        "NOPERM" => " Allow it to the user in Redis' ACL.",
        "WRONGTYPE" => " A key of that name holds something other than a stream: remove it, or use another topic.",
        "MOVED" or "ASK" or "CROSSSLOT" => " That server is part of a Redis Cluster, which is not supported here.",
        null when failure.MayHaveExecuted => " It may have been done all the same.",
        _ => "",
    };
}
