namespace MeshRuntime.Components.NameResolution.Structured;

/// <summary>Reads the short form: one app a line, <c>app = host:port, host:port</c>; blank lines and lines that begin with # do not count.</summary>
internal static class AddressLines
{
    /// <exception cref="FormatException">A line is not of that form.</exception>
    public static AddressMap Read(string text)
    {
        var map = new AddressMap();
        foreach (var line in text.Split(['\n', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is not [{ Length: > 0 } app, { Length: > 0 } addresses])
            {
                throw new FormatException($"\"{line}\" is not of the form app = host:port, host:port");
            }

            foreach (var address in addresses.Split(',', StringSplitOptions.TrimEntries))
            {
                if (!HostAddress.TryParse(address, out var endpoint))
                {
                    throw new FormatException($"\"{address}\", an address of \"{app}\", is not of the form host:port or [ipv6]:port");
                }

                map.Add(app, endpoint);
            }
        }

        return map;
    }
}
