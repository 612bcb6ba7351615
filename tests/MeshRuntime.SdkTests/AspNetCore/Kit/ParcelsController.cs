using MeshRuntime.AspNetCore;
using Microsoft.AspNetCore.Mvc;

namespace MeshRuntime.SdkTests.AspNetCore;

/// <summary>A controller with a topic.</summary>
[ApiController]
public sealed class ParcelsController : ControllerBase
{
    [Topic("bus", "parcels")]
    [HttpPost("/parcels/sent")]
    public IActionResult Sent(Order parcel) => Ok($"sent {parcel.Id}");
}
