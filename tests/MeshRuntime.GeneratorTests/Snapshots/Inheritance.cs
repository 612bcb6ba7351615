namespace Shop
{
    public sealed record Order(int Id);

    public interface IReadOrders
    {
        [Get("/orders/{id}")]
        Task<Order?> GetAsync(int id, CancellationToken cancellationToken = default);

        /// <summary>Is no request: it has a body.</summary>
        Task<Order?> FirstAsync() => GetAsync(1);
    }

    [MeshService("health")]
    public partial interface IHealth
    {
        [Get("/health")]
        Task CheckAsync(CancellationToken cancellationToken = default);
    }

    /// <summary>Has the requests of both bases, of which one is a service itself, and two methods of one name.</summary>
    [MeshService("orders")]
    public partial interface IOrders : IReadOrders, IHealth
    {
        [Get("/customers/{customer}/orders/{id}")]
        Task<Order?> GetAsync(string customer, int id, CancellationToken cancellationToken = default);

        [Obsolete("Use the one with a customer.")]
        [Delete("/orders/{id}")]
        Task DeleteAsync(int id, CancellationToken cancellationToken = default);
    }
}
