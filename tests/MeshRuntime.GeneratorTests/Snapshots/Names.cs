/// <summary>Names that get in each other's way; in the global namespace, inside of other types.</summary>
public static partial class Shop
{
    public readonly partial record struct @checked
    {
        public sealed record Order(int Id);

        [MeshService("orders")]
        internal partial interface IOrders
        {
            [Post("/a/{path}/{value}")]
            Task FirstAsync(string path, string value, int[] request, Order order, CancellationToken call = default);

            [Post("/b/{service}")]
            Task<Order?> SecondAsync(string service, int answer, Order json, [Header("x-await")] string @await, CancellationToken @event = default);

            [Post("/c/{class}")]
            Task<int> @switch(int @class, List<Order> orderJson, CancellationToken cancellationToken = default);
        }
    }
}
