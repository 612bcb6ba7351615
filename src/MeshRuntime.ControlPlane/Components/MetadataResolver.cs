using MeshRuntime.Abstractions.Components;
using MeshRuntime.Abstractions.Secrets;
using MeshRuntime.ControlPlane.Resources;
using MeshRuntime.ControlPlane.Validation;
using MeshRuntime.ControlPlane.Yaml;

namespace MeshRuntime.ControlPlane.Components;

/// <summary>Turns the entries of a component's metadata into values: templates filled in, variables and secrets fetched.</summary>
internal sealed class MetadataResolver(ControlPlaneOptions options)
{
    private readonly EnvironmentReferences _variables = new(options.Environment);

    /// <summary>The values. A missing secret is a problem, not an empty value: no component starts without the password it asked for.</summary>
    public async Task<IReadOnlyList<MetadataItem>> ResolveAsync(
        ComponentResource component, IReadOnlyDictionary<string, ISecretStore> stores, ProblemList problems, CancellationToken cancellation)
    {
        var items = new List<MetadataItem>();
        foreach (var entry in component.Metadata)
        {
            var item = entry.Secret is { } secret
                ? await FetchAsync(component, entry.Name, secret, stores, problems, cancellation)
                : Plain(component, entry, problems);
            if (item is not null)
            {
                items.Add(item);
            }
        }

        return items;
    }

    private MetadataItem? Plain(ComponentResource component, MetadataEntry entry, ProblemList problems)
    {
        var place = entry.Place.ToString();
        if (entry.Value is null && entry.EnvironmentVariable is { } variable)
        {
            return new MetadataItem(entry.Name, Variable(component, entry, variable, problems), place, IsSecret: true);
        }

        var value = MetadataTemplates.Fill(entry.Value ?? "", options);
        if (value is null)
        {
            Report(component, entry.Name, entry.Place, problems, "{podName} has no value: POD_NAME is not set", "set POD_NAME");
            return null;
        }

        return new MetadataItem(entry.Name, value, place, entry.IsSecret);
    }

    private string Variable(ComponentResource component, MetadataEntry entry, string variable, ProblemList problems)
    {
        var refusal = _variables.Refusal(variable);
        var value = refusal is null ? _variables.Value(variable) : null;
        if (value is null)
        {
            problems.Warning(
                entry.Place,
                PathOf(entry.Name),
                $"component \"{component.Name}\": the variable {variable} {refusal ?? "is not set"}, so the value is empty",
                refusal is null ? $"set {variable}" : "name another variable");
        }

        return value ?? "";
    }

    private async Task<MetadataItem?> FetchAsync(
        ComponentResource component,
        string field,
        SecretReference reference,
        IReadOnlyDictionary<string, ISecretStore> stores,
        ProblemList problems,
        CancellationToken cancellation)
    {
        if (component.SecretStore is not { } storeName)
        {
            var what = $"the secret \"{reference.Name}\" has no store to come from";
            Report(component, field, reference.Place, problems, what, "add auth: with secretStore: and the name of a secret store");
            return null;
        }

        if (!stores.TryGetValue(storeName, out var store))
        {
            const string Otherwise = "add a component of type secretstores.local.file or secretstores.local.env with that name";
            var cure = Spelling.Suggest(storeName, stores.Keys, Otherwise);
            Report(component, field, reference.Place, problems, $"the secret store \"{storeName}\" is not loaded", cure);
            return null;
        }

        try
        {
            var metadata = new Dictionary<string, string> { ["namespace"] = options.Namespace };
            var secret = await store.GetAsync(reference.Name, metadata, cancellation);
            if (secret.TryGetValue(reference.Key, out var value))
            {
                return new MetadataItem(field, value, reference.Place.ToString(), IsSecret: true);
            }

            var what = $"the secret \"{reference.Name}\" of store \"{storeName}\" has no key \"{reference.Key}\"";
            Report(component, field, reference.Place, problems, what, Spelling.Suggest(reference.Key, secret.Keys, "write a key that the secret has"));
        }
        catch (ComponentException e)
        {
            var key = reference.Key == reference.Name ? "" : $" (key \"{reference.Key}\")";
            var what = $"the secret \"{reference.Name}\"{key} cannot be had from store \"{storeName}\": {e.Message}";
            Report(component, field, reference.Place, problems, what, "add it to the store, or mend the name");
        }

        return null;
    }

    private static void Report(ComponentResource component, string field, Place place, ProblemList problems, string what, string cure) =>
        problems.Error(place, PathOf(field), $"component \"{component.Name}\": {what}", cure);

    private static string PathOf(string field) => $"spec.metadata.{field}";
}
