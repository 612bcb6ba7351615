'use strict';
// An app of Dapr's JavaScript SDK. usage: sdk-app.js PORT http|grpc

const { CommunicationProtocolEnum, DaprServer, HttpMethod, LogLevel } = require('@dapr/dapr');

async function main(port, protocol) {
  const server = new DaprServer({
    serverHost: '127.0.0.1',
    serverPort: port,
    communicationProtocol: protocol === 'grpc' ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
    logger: { level: LogLevel.Warn },
  });
  const tell = verb => async ({ body, query, metadata }) => ({ verb, body, query, contentType: metadata?.contentType, app: `sdk ${protocol}` });
  await server.invoker.listen('greet', tell('GET'), { method: HttpMethod.GET });
  await server.invoker.listen('greet', tell('POST'), { method: HttpMethod.POST });

  // Not server.start(): that waits for the sidecar, which waits for this app.
  await server.daprServer.start('127.0.0.1', port);
  console.log('ready');
}

main(...process.argv.slice(2));
