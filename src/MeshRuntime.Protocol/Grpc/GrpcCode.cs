namespace MeshRuntime.Protocol.Grpc;

/// <summary>How a gRPC call ended. The numbers are the wire's.</summary>
public enum GrpcCode
{
    /// <summary>It did what was asked.</summary>
    Ok = 0,

    /// <summary>The caller gave it up.</summary>
    Cancelled = 1,

    /// <summary>It failed, and nobody said how.</summary>
    Unknown = 2,

    /// <summary>What was asked is wrong in itself, whatever the state of the callee.</summary>
    InvalidArgument = 3,

    /// <summary>Its time ran out; it may have done its work all the same.</summary>
    DeadlineExceeded = 4,

    /// <summary>What it names is not there.</summary>
    NotFound = 5,

    /// <summary>What it would create is there.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known, and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit or a quota is reached.</summary>
    ResourceExhausted = 8,

    /// <summary>The callee is not in a state for this; asking again does not help.</summary>
    FailedPrecondition = 9,

    /// <summary>It lost against another one; the larger operation can be tried again.</summary>
    Aborted = 10,

    /// <summary>It reached past the end.</summary>
    OutOfRange = 11,

    /// <summary>The callee has no such method.</summary>
    Unimplemented = 12,

    /// <summary>Something that must hold does not.</summary>
    Internal = 13,

    /// <summary>The callee is not there now; the same call may work later.</summary>
    Unavailable = 14,

    /// <summary>Data is lost or damaged for good.</summary>
    DataLoss = 15,

    /// <summary>The caller has not shown who it is.</summary>
    Unauthenticated = 16,
}
