namespace MeshRuntime.SdkTests.Services;

/// <summary>Travels by its name.</summary>
public enum OrderState
{
    Open,
    Shipped,
}
