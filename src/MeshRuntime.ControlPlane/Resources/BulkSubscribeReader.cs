using System.Globalization;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;
using MeshRuntime.DataPlane.Snapshots;

namespace MeshRuntime.ControlPlane.Resources;

/// <summary>Reads <c>spec.bulkSubscribe</c> of a Subscription.</summary>
internal static class BulkSubscribeReader
{
    /// <summary>Null unless it is there and enabled.</summary>
    public static BulkSubscribePlan? Read(YamlMap? map)
    {
        if (map is null)
        {
            return null;
        }

        var isEnabled = map.Flag("enabled");
        var messages = Number(map, "maxMessagesCount", $"{BulkSubscribePlan.DefaultMaxMessages} is used");
        var wait = Number(map, "maxAwaitDurationMs", $"{BulkSubscribePlan.DefaultMaxWait.TotalMilliseconds} is used");
        map.CheckUnread(ProblemSeverity.Warning, "enabled");
        if (map.Node("enabled") is null)
        {
            map.Warning("enabled", "is not written: messages are delivered one by one", "write enabled: true, or remove bulkSubscribe");
        }

        return isEnabled == true ? BulkSubscribePlan.Of(messages, wait) : null;
    }

    private static int Number(YamlMap map, string key, string otherwise)
    {
        if (map.Scalar(key) is not { } scalar)
        {
            return 0;
        }

        if (!int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            map.Error(key, $"{scalar.Shown} is not a whole number", "write a whole number above 0");
        }
        else if (number <= 0)
        {
            map.Warning(key, $"{scalar.Shown} is not above 0: {otherwise}", "write a whole number above 0");
        }

        return number;
    }
}
