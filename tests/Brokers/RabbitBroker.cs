using System.Diagnostics;
using MeshRuntime.IntegrationTests.Kit;

namespace MeshRuntime.TestBrokers;

/// <summary>
/// A rabbitmq-server with nothing shared: files, cookie, node name and port mapper (epmd) are its own. The process that is started is Erlang's machine
/// itself, so a kill meets the broker and leaves nothing of it.
/// </summary>
internal sealed class RabbitBroker : Broker
{
    // Debian's rabbitmq-server in PATH changes the user and stays between; the one behind it becomes Erlang.
    private const string DebiansOwn = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly int _mapperPort;
    private readonly int _distributionPort;
    private Process? _mapper;

    public RabbitBroker()
    {
        _mapperPort = NextPort();
        _distributionPort = NextPort();
        TlsPort = NextPort();
    }

    /// <summary>Where clients connect with TLS, when it has certificates.</summary>
    public int TlsPort { get; }

    /// <summary>A folder with <c>ca.pem</c>, <c>server.pem</c> and <c>server.key</c>; null for plain text only. A client's certificate may name its user.</summary>
    public string? Certificates { get; init; }

    /// <summary>More lines of rabbitmq.conf; read at each start.</summary>
    public string[] More { get; set; } = [];

    /// <summary>As guest.</summary>
    public string ConnectionString => $"amqp://guest:guest@127.0.0.1:{Port}";

    /// <summary>Lets it hang, or go on: the connections stay, nothing is answered.</summary>
    public void Pause(bool isPaused) => SendSignal(isPaused ? Signals.Stop : Signals.Continue);

    protected override TimeSpan StartLimit => 3 * Wait.Patience; // five seconds of CPU, where others need a tenth of one

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_mapper is not null)
        {
            _mapper.Kill();
            await _mapper.WaitForExitAsync();
            _mapper.Dispose();
        }
    }

    protected override ProcessStartInfo Command()
    {
        _mapper ??= Process.Start(new ProcessStartInfo("epmd", ["-port", $"{_mapperPort}", "-address", "127.0.0.1"]));
        File.WriteAllLines(InFolder("rabbitmq.conf"), Settings());
        File.WriteAllText(InFolder("enabled_plugins"), Certificates is null ? "[]." : "[rabbitmq_auth_mechanism_ssl].");
        var start = new ProcessStartInfo(File.Exists(DebiansOwn) ? DebiansOwn : "rabbitmq-server");
        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private string[] Settings() =>
    [
        $"listeners.tcp.1 = 127.0.0.1:{Port}",
        "log.console = true",
        "log.console.level = warning",
        "log.file = false",
        "disk_free_limit.absolute = 1MB",
        .. Certificates is { } folder
            ? (string[])
            [
                $"listeners.ssl.1 = 127.0.0.1:{TlsPort}",
                $"ssl_options.cacertfile = {Path.Combine(folder, "ca.pem")}",
                $"ssl_options.certfile = {Path.Combine(folder, "server.pem")}",
                $"ssl_options.keyfile = {Path.Combine(folder, "server.key")}",
                "ssl_options.verify = verify_peer",
                "ssl_options.fail_if_no_peer_cert = false",
                "ssl_cert_login_from = common_name",
                "auth_mechanisms.1 = PLAIN",
                "auth_mechanisms.2 = EXTERNAL",
            ]
            : [],
        .. More,
    ];

    private (string Name, string Value)[] Environment() =>
    [
        ("HOME", Folder),
        ("ERL_EPMD_PORT", $"{_mapperPort}"),
        ("ERL_EPMD_ADDRESS", "127.0.0.1"),
        ("RABBITMQ_ALLOW_INPUT", "1"), // the script becomes Erlang, in place of waiting for it
        ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
        ("RABBITMQ_CONFIG_FILE", InFolder("rabbitmq.conf")),
        ("RABBITMQ_ADVANCED_CONFIG_FILE", InFolder("none.config")),
        ("RABBITMQ_ENABLED_PLUGINS_FILE", InFolder("enabled_plugins")),
        ("RABBITMQ_GENERATED_CONFIG_DIR", InFolder("generated")),
        ("RABBITMQ_MNESIA_BASE", InFolder("data")),
        ("RABBITMQ_LOG_BASE", InFolder("log")),
        ("RABBITMQ_NODENAME", $"mesh-{Port}@localhost"),
        ("RABBITMQ_DIST_PORT", $"{_distributionPort}"),

        // The schedulers do not spin while they wait: there are two cores for everybody.
        ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"),
    ];

    private string InFolder(string name) => Path.Combine(Folder, name);
}
