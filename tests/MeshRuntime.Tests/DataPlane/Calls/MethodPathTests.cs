using FsCheck;
using FsCheck.Fluent;
using MeshRuntime.DataPlane.Calls;

namespace MeshRuntime.Tests.DataPlane.Calls;

public sealed class MethodPathTests
{
    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/new", "/new")]
    [InlineData("new", "/new")]
    [InlineData("/new/", "/new")]
    [InlineData("//admin", "/admin")]
    [InlineData("///admin", "/admin")]
    [InlineData("/public//..//admin", "/admin")]
    [InlineData("/public/../admin", "/admin")]
    [InlineData("/public%2F..%2Fadmin", "/admin")]
    [InlineData("/public%2f%2E%2e%2fadmin", "/admin")]
    [InlineData("/admin%2F..%2Fpublic", "/public")]
    [InlineData("/./a/./b/.", "/a/b")]
    [InlineData("/a/..", "/")]
    [InlineData("/a%20b", "/a b")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/caf%C3%A9", "/café")]
    [InlineData("/a%5Cb", "/a\\b")]
    [InlineData("/a\\b", "/a\\b")]
    [InlineData("/.hidden", "/.hidden")]
    [InlineData("/...", "/...")]
    [InlineData("/%252e%252e%252fadmin", "/%2e%2e%2fadmin")]
    public void Path_HasOneCanonicalText(string raw, string text)
    {
        Assert.Equal(PathRefusal.None, MethodPath.TryParse(raw, out var path));
        Assert.Equal(text, path.Text);
    }

    [Theory]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9")]
    [InlineData("/%252F", "/%252F")]
    [InlineData("/%25zz", "/%25zz")]
    [InlineData("/a%3Bb", "/a;b")]
    [InlineData("/orders(7)", "/orders(7)")]
    public void Wire_CarriesWhatWasJudged(string raw, string escaped)
    {
        Assert.Equal(PathRefusal.None, MethodPath.TryParse(raw, out var path));
        Assert.Equal(escaped, path.Escaped);
    }

    [Theory]
    [InlineData("/admin#foo", PathRefusal.Reserved)]
    [InlineData("/admin%23foo", PathRefusal.Reserved)]
    [InlineData("/admin%3Ffoo", PathRefusal.Reserved)]
    [InlineData("/a%00", PathRefusal.Reserved)]
    [InlineData("/a%0d%0a", PathRefusal.Reserved)]
    [InlineData("/a%7f", PathRefusal.Reserved)]
    [InlineData("/a%", PathRefusal.Malformed)]
    [InlineData("/a%2", PathRefusal.Malformed)]
    [InlineData("/a%zz", PathRefusal.Malformed)]
    [InlineData("/a%c0%ae", PathRefusal.Malformed)]
    [InlineData("/a%ff", PathRefusal.Malformed)]
    [InlineData("/é", PathRefusal.Malformed)]
    [InlineData("/..", PathRefusal.AboveRoot)]
    [InlineData("/../shutdown", PathRefusal.AboveRoot)]
    [InlineData("/a/../../shutdown", PathRefusal.AboveRoot)]
    [InlineData("/%2e%2e/v1.0/shutdown", PathRefusal.AboveRoot)]
    public void AmbiguousPath_IsRefused(string raw, PathRefusal refusal)
    {
        Assert.Equal(refusal, MethodPath.TryParse(raw, out var path));
        Assert.Equal("/", path.Text);
    }

    [Fact]
    public void EveryEscapedByte_IsJudgedAsItIsSent_OrRefused()
    {
        for (var value = 0; value <= 0xFF; value++)
        {
            foreach (var hex in new[] { value.ToString("x2"), value.ToString("X2") })
            {
                if (MethodPath.TryParse($"/admin%{hex}", out var path) == PathRefusal.None)
                {
                    AssertReadsBackTheSame(path);
                }
            }
        }
    }

    [Fact]
    public void AnyPath_ReadsTheSameOnBothSidecars()
    {
        // Pieces that matter to a parser are far more likely here than in random text.
        var piece = Gen.Elements(
            "/", "..", ".", "//", "%2e", "%2E%2e", "%2f", "%2F", "%5c", "\\", "%25", "%252e", "%c0%ae", "%e2%80%ae", "a", "admin", "Ä", " ", ";", "=",
            "+", "~", "%00", "%7f", "#", "?", "%", "%zz", "*", "\"", "'", "%23", "%3f", "@", ":", "&", "public", "%C3%A9");
        var raws = piece.ListOf().Select(pieces => string.Concat(pieces));

        Prop.ForAll(raws.ToArbitrary(), raw =>
        {
            if (MethodPath.TryParse(raw, out var path) == PathRefusal.None)
            {
                AssertReadsBackTheSame(path);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20_000));
    }

    private static void AssertReadsBackTheSame(MethodPath path)
    {
        Assert.Equal(PathRefusal.None, MethodPath.TryParse(path.Escaped, out var again));
        Assert.Equal(path.Text, again.Text);
        Assert.Equal(path.Escaped, again.Escaped);
        Assert.StartsWith("/", path.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("//", path.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(path.Text.Split('/'), segment => segment is "." or "..");

        // A second decoder, not ours, must find the same path: this is what a framework in the app does.
        Assert.Equal(path.Text, Uri.UnescapeDataString(path.Escaped));
    }
}
