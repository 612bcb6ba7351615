using Google.Protobuf.Reflection;

namespace MeshRuntime.Api.Grpc;

/// <summary>Finds the file that declares something, by the file's name or the name of what it declares.</summary>
internal sealed class DescriptorCatalog
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);

    /// <param name="offered">The files whose services this port offers; what they stand on can be found too.</param>
    public DescriptorCatalog(IReadOnlyCollection<FileDescriptor> offered)
    {
        Services = [.. offered.SelectMany(file => file.Services).Select(service => service.FullName).Order(StringComparer.Ordinal)];
        foreach (var file in offered)
        {
            Add(file);
        }
    }

    /// <summary>The full names of the services on offer, in order.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The file of this name, such as <c>dapr/proto/runtime/v1/dapr.proto</c>; null when there is none.</summary>
    public FileDescriptor? FindFile(string name) => _files.GetValueOrDefault(name);

    /// <summary>The file that declares a message, an enum, a service or a method, by its full name; null when there is none.</summary>
    public FileDescriptor? FindSymbol(string fullName) => _symbols.GetValueOrDefault(fullName.TrimStart('.'));

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var dependency in file.Dependencies)
        {
            Add(dependency);
        }

        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }

        AddTypes(file, file.MessageTypes, file.EnumTypes);
    }

    private void AddTypes(FileDescriptor file, IEnumerable<MessageDescriptor> messages, IEnumerable<EnumDescriptor> enums)
    {
        foreach (var type in enums)
        {
            _symbols[type.FullName] = file;
        }

        foreach (var message in messages)
        {
            _symbols[message.FullName] = file;
            AddTypes(file, message.NestedTypes, message.EnumTypes);
        }
    }
}
