using System.Net.Sockets;
using System.Security.Authentication;
using MeshRuntime.Abstractions.Components;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace MeshRuntime.Components.PubSub.RabbitMq;

/// <summary>Says what the client's exceptions mean.</summary>
internal static class RabbitFaults
{
    // AMQP 0-9-1, reply codes.
    private const int ContentTooLarge = 311;
    private const int AccessRefused = 403;
    private const int NotFound = 404;
    private const int PreconditionFailed = 406;
    private const int NotAllowed = 530;

    /// <summary>True for what is expected of a network and a broker; anything else is a bug.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is RabbitMQClientException or IOException or SocketException or TimeoutException or AuthenticationException or ObjectDisposedException;

    /// <param name="failure">What went wrong.</param>
    /// <param name="what">What was tried, as in "could not publish to orders".</param>
    public static ComponentException Of(Exception failure, string what)
    {
        var cause = CauseOf(failure);
        var (fault, cure) = cause switch
        {
            AuthenticationFailureException or PossibleAuthenticationFailureException =>
                (ComponentFault.Denied, "Look at the user and the password, and at what the broker's log says."),
            AuthenticationException =>
                (ComponentFault.Denied, "Give the broker a certificate for that name, or name its authority in caCert."),
            OperationInterruptedException { ShutdownReason: { } reason } => Judge(reason.ReplyCode),
            _ => (ComponentFault.Unavailable, "See that the broker runs and can be reached from here."),
        };
        return new ComponentException(fault, $"{what}: {TextOf(cause).TrimEnd('.')}. {cure}", failure);
    }

    private static (ComponentFault Fault, string Cure) Judge(int code) => code switch
    {
        AccessRefused => (ComponentFault.Denied, "Give the user the rights to configure, write and read it."),
        NotAllowed => (ComponentFault.Denied, "Make the virtual host, and give the user access to it."),
        PreconditionFailed =>
            (ComponentFault.Invalid, "It was declared with other settings: give every component that shares it the same metadata, or delete it on the broker."),
        ContentTooLarge => (ComponentFault.Invalid, "Raise the broker's max_message_size, or send less."),
        NotFound => (ComponentFault.Unavailable, "It was deleted on the broker meanwhile, and is made again at the next attempt."),
        _ => (ComponentFault.Unavailable, "See that the broker runs and can be reached from here."),
    };

    /// <summary>The client wraps what happened in a general word, once for each address that it tried.</summary>
    private static Exception CauseOf(Exception failure)
    {
        while (failure is BrokerUnreachableException or AggregateException or ConnectFailureException && failure.InnerException is { } inner)
        {
            failure = inner;
        }

        // A failed handshake of TLS comes inside an IOException, and a refused log-in as a closed connection.
        return failure is IOException { InnerException: AuthenticationException tls } ? tls : failure;
    }

    private static string TextOf(Exception cause) => cause switch
    {
        OperationInterruptedException { ShutdownReason: { } reason } => TextOf(reason),
        _ => cause.Message.TrimEnd('.'),
    };

    private static string TextOf(ShutdownEventArgs reason) => reason.ReplyText.TrimEnd('.');
}
