namespace MeshRuntime.IntegrationTests.Invoke;

/// <summary>
/// Paths that two readers could read two ways. The callee lets <c>client</c> call <c>GET</c> and <c>POST</c> of <c>/public/**</c> and nothing else.
/// The oracle is the wire of the callee's app: whatever is answered, the forbidden word never arrives there.
/// </summary>
public sealed class RawPathTests(SharedMesh mesh) : SharedMeshTest(mesh)
{
    private const string Policy =
        """
        apiVersion: dapr.io/v1alpha1
        kind: Configuration
        metadata:
          name: guarded
        spec:
          accessControl:
            defaultAction: deny
            trustDomain: public
            policies:
            - appId: client
              defaultAction: deny
              trustDomain: public
              namespace: default
              operations:
              - name: /public/**
                httpVerb: ["GET", "POST"]
                action: allow
        """;

    private static readonly int[] Refused = [400, 403, 404, 500];

    private Workload? _orders;
    private SidecarHandle? _client;

    private Workload Orders => _orders!;

    public override async ValueTask InitializeAsync()
    {
        _orders = await Mesh.OnceAsync("orders", bed => bed.AppAsync("orders", flags: ["--config", bed.Write("policy.yaml", Policy)]));
        _client = await Mesh.SidecarAsync("client");
        Orders.App.Forget();
    }

    [Theory]
    [InlineData("public/x", "/public/x")]
    [InlineData("public/x/y?z=../admin", "/public/x/y?z=../admin")]
    [InlineData("/public/x", null)]
    [InlineData("PUBLIC/x", "/PUBLIC/x")]
    [InlineData("public/a%20b", "/public/a%20b")]
    [InlineData("public/./x", "/public/x")]
    [InlineData("other/../public/x", "/public/x")]
    [InlineData("public%2Fx", "/public/x")]
    public async Task AllowedPath_Arrives_InItsCanonicalForm(string method, string? target)
    {
        var answer = await InvokeAsync("GET", method);

        Assert.True(answer?.Status == 200, $"{answer?.StatusLine} {answer?.Text}");
        var got = Orders.App.Only.Target;
        Assert.True(target is null ? got.EndsWith("/public/x", StringComparison.Ordinal) : got == target, got);
    }

    [Fact]
    public async Task DeniedOperation_Is403WithDaprsBody()
    {
        var answer = await InvokeAsync("GET", "admin");

        ErrorAssert.IsInvokeError(answer, 403, "orders", "access control policy has denied access");
        Assert.Empty(Orders.App.Requests);
    }

    [Theory]
    [InlineData("DELETE")]
    [InlineData("PUT")]
    [InlineData("BREW")]
    public async Task DeniedVerb_Is403(string verb)
    {
        var answer = await InvokeAsync(verb, "public/x");

        Assert.Equal(403, answer!.Status);
        Assert.Empty(Orders.App.Requests);
    }

    [Fact]
    public async Task OtherCaller_IsDenied_WhateverItClaims()
    {
        var other = await Mesh.SidecarAsync("other");

        var answer = await RawClient.RequestAsync(
            other.HttpPort, "GET", "/v1.0/invoke/orders/method/public/x", "dapr-caller-app-id: client", "Dapr-Caller-App-Id: client");

        Assert.Equal(403, answer!.Status);
        Assert.Empty(Orders.App.Requests);
    }

    // A01, A02, A05, A06, A13 and their like: each names /admin, or something that some reader takes for it.
    [Fact]
    public async Task ForbiddenWord_NeverArrives()
    {
        string[] methods =
        [
            "admin", "admin/", "/admin", "//admin", "///admin", "ADMIN", "Admin", "aDmin/", "./admin", "././/admin",
            "public/../admin", "public/./../admin", "public//..//admin", "/public//..//admin", "public/x/../../admin", "public/../../admin",
            "public%2F..%2Fadmin", "public%2f..%2fadmin", "public%2F..%2fAdmin", "public/%2e%2e/admin", "public/%2E%2e/admin", "public/.%2e/admin",
            "public%2F%2E%2E%2Fadmin", "%61dmin", "%61%64%6d%69%6e", "public/..%2fadmin", "..%2fadmin", "%2e%2e%2fadmin", "%2fadmin", "%2F%2Fadmin",
            "admin#foo", "admin%23foo", "admin%3Ffoo", "public#/../admin", "public%23/../admin", "public?/../../x%0d%0aGET /admin",
            "public%3F/../admin", "admin%00", "public%00/../admin", "admin%0d", "admin%0a", "admin%7f", "admin%01",
            "public%0d%0a%0d%0aGET /admin HTTP/1.1", "admin;x=1", "public;/../admin", "public\\..\\admin", "public%5c..%5cadmin",
            "admin%20", "%20admin", "admin.", "admin%2e", "admin/.", "admin/x/..",
            "%c0%ae%c0%ae/admin", "public%c0%af..%c0%afadmin", "%u002e%u002e/admin",
            "%ef%bc%8e%ef%bc%8e/admin",
        ];

        foreach (var method in methods)
        {
            var answer = await InvokeAsync("GET", method);
            Assert.True(answer is null || Refused.Contains(answer.Status), $"{method}: {answer?.StatusLine}\napp got: {Orders.App.Wire}");
            AssertNothingForbidden(method);
        }

        Assert.Equal(200, (await InvokeAsync("GET", "public/x"))!.Status);
    }

    // A02 through the other ways to name a target.
    [Theory]
    [InlineData("/public/../admin", "dapr-app-id: orders")]
    [InlineData("/public%2F..%2Fadmin", "dapr-app-id: orders")]
    [InlineData("//admin", "dapr-app-id: orders")]
    [InlineData("/v1.0/invoke/orders/method/public/../../../../../admin", "x-none: 1")]
    [InlineData("/v1.0/invoke/orders/method%2Fadmin", "x-none: 1")]
    [InlineData("/v1.0/invoke/orders%2Fmethod%2Fadmin/method/public/x", "x-none: 1")]
    [InlineData("/v1.0/invoke/orders/method/public/x/../../admin", "dapr-app-id: orders")]
    [InlineData("/public/x", "dapr-app-id: orders/method/admin/..")]
    public async Task ForbiddenWord_NeverArrives_ByAnyForm(string target, string header)
    {
        var answer = await RawClient.RequestAsync(_client!.HttpPort, "GET", target, header);

        Assert.True(answer is null || Refused.Contains(answer.Status), answer?.StatusLine);
        AssertNothingForbidden(target);
    }

    // A03: backwards, from the forbidden to the allowed.
    [Theory]
    [InlineData("admin%2F..%2Fpublic%2Fx")]
    [InlineData("admin/../public/x")]
    public async Task WayOutOfTheForbidden_ArrivesCleaned_OrNotAtAll(string method)
    {
        var answer = await InvokeAsync("GET", method);

        AssertNothingForbidden(method);
        Assert.True(
            answer!.Status == 200 ? Orders.App.Only.Target == "/public/x" : answer.Status == 400,
            $"{answer.StatusLine} {string.Join(' ', Orders.App.Requests)}");
    }

    // A10: decoded once. What is left encoded after that is text, for the policy and for the app alike.
    [Theory]
    [InlineData("%252e%252e%252fadmin")]
    [InlineData("public%252f..%252fadmin")]
    [InlineData("public/%252e%252e/admin")]
    [InlineData("%2561dmin")]
    public async Task TwiceEncoded_IsDecodedOnce(string method)
    {
        var answer = await InvokeAsync("GET", method);

        if (answer!.Status == 200)
        {
            // Judged as below /public: then it must have been sent as below /public too, with no dot segment in it.
            var target = Orders.App.Only.Target;
            Assert.StartsWith("/public", target, StringComparison.Ordinal);
            Assert.DoesNotContain("/..", target, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(answer.Status, Refused);
            Assert.Empty(Orders.App.Requests);
        }
    }

    // Below /public by every standard, above it for some server or other: the app must be sent what the policy judged, or nothing.
    [Theory]
    [InlineData("public/..;/admin")]
    [InlineData("public/%2e%2e;/admin")]
    [InlineData("public/..\\admin")]
    [InlineData("public/..%5cadmin")]
    [InlineData("public/%c0%ae%c0%ae/admin")]
    [InlineData("public/%/../admin")]
    public async Task OddButBelowTheAllowed_ArrivesAsJudged_OrNotAtAll(string method)
    {
        var answer = await InvokeAsync("GET", method);

        Assert.True(answer!.Status == 200 || Refused.Contains(answer.Status), answer.StatusLine);
        Assert.All(Orders.App.Requests, request =>
        {
            Assert.StartsWith("/public/", request.Target, StringComparison.Ordinal);
            Assert.DoesNotContain("/../", request.Target, StringComparison.Ordinal);
            Assert.DoesNotContain('\\', request.Target);
        });
    }

    // A16: every byte, both hex cases, after a forbidden name.
    [Fact]
    public async Task EveryEncodedByteAfterTheForbiddenWord_IsRefused()
    {
        await using var connection = await _client!.RawAsync();
        var raw = connection;
        List<RawClient> opened = [];
        for (var i = 0x01; i <= 0xFF; i++)
        {
            foreach (var hex in (string[])[$"{i:x2}", $"{i:X2}"])
            {
                await raw.SendAsync(RawClient.Head(_client.HttpPort, "GET", $"/v1.0/invoke/orders/method/admin%{hex}"));
                var answer = await raw.ReadFinalAsync();
                Assert.True(answer is null || Refused.Contains(answer.Status), $"%{hex}: {answer?.StatusLine}\n{Orders.App.Wire}");
                if (answer is null || answer.Header("Connection") == "close")
                {
                    opened.Add(raw = await _client.RawAsync());
                }
            }
        }

        AssertNothingForbidden("admin%XX");
        foreach (var client in opened)
        {
            await client.DisposeAsync();
        }
    }

    // A08: control characters are the caller's mistake; they never become bytes on another wire.
    [Fact]
    public async Task ControlCharacters_AreRefusedWithACode()
    {
        for (var i = 0; i < 0x20; i++)
        {
            var answer = await InvokeAsync("GET", $"public/x%{i:x2}y");
            Assert.True(answer is { Status: 400 or 500 }, $"%{i:x2}: {answer?.StatusLine}");
        }

        Assert.Empty(Orders.App.Requests);
    }

    // A15: no path leads from invoke into another API.
    [Theory]
    [InlineData("POST", "/v1.0/invoke/orders/method/../../../shutdown")]
    [InlineData("POST", "/v1.0/invoke/orders/method/..%2F..%2F..%2Fshutdown")]
    [InlineData("POST", "/v1.0/%2e%2e/v1.0/shutdown")]
    [InlineData("POST", "/v1.0/invoke/../shutdown")]
    [InlineData("POST", "/v1.0/x/..%2Fshutdown")]
    [InlineData("POST", "/v1.0%2Fshutdown")]
    public async Task Shutdown_IsNotReachedByADetour(string verb, string target)
    {
        var answer = await RawClient.RequestAsync(_client!.HttpPort, verb, target);

        Assert.True(answer is null || answer.Status >= 400, answer?.StatusLine);
        Assert.Equal(204, (await RawClient.RequestAsync(_client.HttpPort, "GET", "/v1.0/healthz"))!.Status);
        Assert.False(_client.Log.Contains("shutting down"));
    }

    // A18: request lines that are not a path.
    [Theory]
    [InlineData("GET http://evil.example/v1.0/invoke/orders/method/admin HTTP/1.1")]
    [InlineData("GET http://127.0.0.1/v1.0/invoke/orders/method/public/../admin HTTP/1.1")]
    [InlineData("GET * HTTP/1.1")]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("GET v1.0/invoke/orders/method/admin HTTP/1.1")]
    [InlineData("GET  HTTP/1.1")]
    [InlineData("GET /v1.0/invoke/orders/method/admin")]
    [InlineData("GET /v1.0/invoke/orders/method/admin HTTP/9.9")]
    [InlineData("/v1.0/invoke/orders/method/admin HTTP/1.1")]
    public async Task OddRequestLine_IsRefused_AndTheSidecarStays(string line)
    {
        var answer = await RawClient.ExchangeAsync(
            _client!.HttpPort, $"{line}\r\nHost: 127.0.0.1:{_client.HttpPort}\r\nConnection: close\r\n\r\n");

        Assert.True(answer is null || answer.Status >= 400, $"{answer?.StatusLine} {answer?.Text}");
        AssertNothingForbidden(line);
        Assert.Equal(200, (await InvokeAsync("GET", "public/x"))!.Status);
    }

    private Task<RawResponse?> InvokeAsync(string verb, string method) =>
        RawClient.RequestAsync(_client!.HttpPort, verb, $"/v1.0/invoke/orders/method/{method}", "Connection: close");

    private void AssertNothingForbidden(string input)
    {
        // The query is the caller's own text and no part of the path.
        foreach (var request in Orders.App.Requests)
        {
            Assert.DoesNotContain("admin", request.Target.Split('?')[0], StringComparison.OrdinalIgnoreCase);
        }

        var lines = Orders.App.Wire.Split("\r\n").Where(line => line.EndsWith("HTTP/1.1", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.False(
            line.Split('?')[0].Contains("admin", StringComparison.OrdinalIgnoreCase), $"{input} arrived as: {line}"));
    }
}
