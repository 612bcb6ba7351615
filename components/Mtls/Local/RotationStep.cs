namespace MeshRuntime.Components.Mtls.Local;

/// <summary>The steps of a change of roots, each of which leaves the folder good for everybody who reads it.</summary>
internal enum RotationStep
{
    None,

    /// <summary>The next root is made: all trust it from now on.</summary>
    Publish,

    /// <summary>The next root signs from now on.</summary>
    Switch,

    /// <summary>A process died in the middle of a switch: the notes are brought in line with the key.</summary>
    Tidy,

    /// <summary>A former root is trusted no more.</summary>
    Drop,
}
