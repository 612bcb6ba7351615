namespace Shop;

/// <summary>Has a mistake: the interface stays usable, so that no second error hides the first.</summary>
[MeshService("orders")]
public partial interface IOrders
{
    [Get("orders")]
    Task FindAsync(CancellationToken cancellationToken = default);
}
