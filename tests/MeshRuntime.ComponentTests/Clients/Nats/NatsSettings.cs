using System.Text;
using MeshRuntime.Components.Clients.Nats;

namespace MeshRuntime.ComponentTests.Clients.Nats;

/// <summary>Ways to let a client into a nats-server, each with the server's arguments.</summary>
internal static class NatsSettings
{
    /// <summary>A server whose only user is a key.</summary>
    public static async Task<(string[] Arguments, string Seed)> NkeyAsync(string file)
    {
        var user = new NatsKeys(NatsKeys.User);
        await File.WriteAllTextAsync(file, $$"""authorization { users: [ { nkey: {{user.PublicKey}} } ] }""");
        return (["--config", file], user.Seed);
    }

    /// <summary>A server that believes an operator, who signed an account, which signed a user.</summary>
    public static async Task<(string[] Arguments, string Jwt, string Seed)> JwtAsync(string file)
    {
        var (operators, account, system, user) = (new NatsKeys(NatsKeys.Operator), new NatsKeys(NatsKeys.Account), new NatsKeys(NatsKeys.Account), new NatsKeys(NatsKeys.User));
        const string Limits = """{"type":"account","version":2,"limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1,"mem_storage":-1,"disk_storage":-1}}""";
        var text = new StringBuilder()
            .AppendLine($"operator: {operators.Sign(operators.PublicKey, $$"""{"type":"operator","version":2,"system_account":"{{system.PublicKey}}"}""")}")
            .AppendLine($"system_account: {system.PublicKey}")
            .AppendLine("resolver: MEMORY")
            .AppendLine("resolver_preload: {")
            .AppendLine($"  {account.PublicKey}: {operators.Sign(account.PublicKey, Limits)}")
            .AppendLine($"  {system.PublicKey}: {operators.Sign(system.PublicKey, """{"type":"account","version":2,"limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1}}""")}")
            .AppendLine("}");
        await File.WriteAllTextAsync(file, text.ToString());
        return (["--config", file], account.Sign(user.PublicKey, """{"type":"user","version":2,"subs":-1,"data":-1,"payload":-1}"""), user.Seed);
    }
}
