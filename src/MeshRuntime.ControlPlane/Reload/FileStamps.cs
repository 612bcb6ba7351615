namespace MeshRuntime.ControlPlane.Reload;

/// <summary>Takes the names, sizes and times of all watched files as one text, to see without reading them whether something changed.</summary>
internal static class FileStamps
{
    public static string Take(ControlPlaneOptions options)
    {
        var stamps = options.ResourcesPaths.SelectMany(FilesOf).Concat(options.ConfigPaths).Select(StampOf);
        return string.Join('\n', stamps);
    }

    private static IEnumerable<string> FilesOf(string folder)
    {
        try
        {
            return Directory.GetFiles(folder).Order(StringComparer.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [folder];
        }
    }

    /// <summary>Of what a link leads to: a mounted ConfigMap is replaced by pointing its link elsewhere.</summary>
    private static string StampOf(string file)
    {
        try
        {
            var info = new FileInfo(file);
            var target = info.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? info;
            return target.Exists ? $"{file} {target.FullName} {target.Length} {target.LastWriteTimeUtc.Ticks}" : $"{file} -";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} -";
        }
    }
}
