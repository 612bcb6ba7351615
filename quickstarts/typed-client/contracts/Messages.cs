namespace Contracts;

public sealed record NewOrder(string Item, int Quantity);

public sealed record Order(int Id, string Item, int Quantity);

public sealed record Step(int OrderId, string Name);
