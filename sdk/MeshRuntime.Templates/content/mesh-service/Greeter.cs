namespace Company.Service1;

internal sealed class Greeter : IGreeter
{
    public Task<Greeting?> GreetAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult(string.IsNullOrWhiteSpace(name) ? null : new Greeting($"Hello, {name}"));
}
