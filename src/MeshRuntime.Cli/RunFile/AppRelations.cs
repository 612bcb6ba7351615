using System.Globalization;
using MeshRuntime.Cli.Settings;
using YamlDotNet.RepresentationModel;

namespace MeshRuntime.Cli.RunFile;

/// <summary>Checks what holds between the apps of a run file: distinct ports, and dependencies that exist and make no circle.</summary>
internal sealed class AppRelations(ProblemList problems)
{
    private static readonly RunSetting[] Ports =
    [
        RunSettings.AppPort, RunSettings.HttpPort, RunSettings.GrpcPort, RunSettings.InternalPort, RunSettings.MetricsPort,
        RunSettings.ProfilePort,
    ];

    public void Check(IReadOnlyList<YamlSection> sections)
    {
        CheckPorts(sections);

        var dependencies = sections.Select(section => (Id: Name(section), On: DependsOn(section))).ToList();
        var known = dependencies.Select(app => app.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var (id, on) in dependencies)
        {
            foreach (var (name, node) in on.Where(item => !known.Contains(item.Text)))
            {
                var nearest = NearestName.Of(name, known);
                problems.Error(node, $"dependsOn: '{id}' waits for '{name}', but the file has no such app: "
                    + (nearest is null ? $"it has {string.Join(", ", known)}" : $"did you mean '{nearest}'?"));
            }
        }

        CheckCircles(dependencies.ToLookup(app => app.Id, app => app.On));
    }

    private void CheckPorts(IReadOnlyList<YamlSection> sections)
    {
        var taken = new Dictionary<string, string>();
        foreach (var section in sections)
        {
            foreach (var port in Ports)
            {
                // Wrong values are reported where they are read.
                if (section.Find(port.Key ?? "") is not YamlScalarNode { Value: { } value } node
                    || !int.TryParse(value, CultureInfo.InvariantCulture, out var number) || number < 1)
                {
                    continue;
                }

                var owner = $"{port.Key} of '{Name(section)}'";
                if (!taken.TryAdd(value, owner))
                    problems.Error(node, $"{owner} is {value}, which is also {taken[value]}: give each its own port");
            }
        }
    }

    private void CheckCircles(ILookup<string, IReadOnlyList<(string Text, YamlNode Node)>> dependencies)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var app in dependencies.Select(group => group.Key))
            Visit(app, []);

        void Visit(string id, List<string> path)
        {
            if (done.Contains(id))
                return;
            path.Add(id);
            foreach (var (next, node) in dependencies[id].SelectMany(on => on))
            {
                var start = path.IndexOf(next);
                if (start < 0)
                {
                    Visit(next, path);
                    continue;
                }

                var circle = string.Join(" → ", [.. path[start..], next]);
                problems.Error(node, $"dependsOn makes a circle: {circle}: remove one of these");
            }

            path.RemoveAt(path.Count - 1);
            done.Add(id);
        }
    }

    // Silent: the values are read again, with reports, where the app is read.
    private static IReadOnlyList<(string Text, YamlNode Node)> DependsOn(YamlSection section) =>
        section.Find("dependsOn") is YamlSequenceNode list
            ? [.. list.OfType<YamlScalarNode>().Select(item => (item.Value ?? "", (YamlNode)item))]
            : [];

    private static string Name(YamlSection section)
    {
        if (section.Find("appID") is YamlScalarNode { Value: { Length: > 0 } id })
            return id;
        var folder = (section.Find("appDirPath") as YamlScalarNode)?.Value ?? "";
        return Path.GetFileName(folder.TrimEnd('/'));
    }
}
