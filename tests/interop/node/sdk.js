'use strict';
// Runs one scenario with Dapr's JavaScript SDK. The last line says how it went; a failure is exit code 1.
// usage: sdk.js SCENARIO http|grpc PORT [APP_ID]

const assert = require('node:assert/strict');
const { CommunicationProtocolEnum, DaprClient, HttpMethod, LogLevel } = require('@dapr/dapr');
const { Metadata } = require('@grpc/grpc-js');
const { echo } = require('./protos');

const scenarios = {
  /** The app answers JSON with what it saw. */
  async invoke(client, appId) {
    const posted = await client.invoker.invoke(appId, 'greet', HttpMethod.POST, { hello: 'wörld' });
    assert.match(JSON.stringify(posted.body), /wörld/);
    assert.equal(posted.verb, 'POST');
    const got = await client.invoker.invoke(appId, 'greet', HttpMethod.GET);
    assert.equal(got.verb, 'GET');
  },

  async 'invoke-nobody'(client) {
    await assert.rejects(client.invoker.invoke('nobody', 'greet', HttpMethod.GET), /nobody/);
  },

  async metadata(client, appId) {
    assert.equal(await client.metadata.set('interop', 'was here'), true);
    const metadata = await client.metadata.get();
    assert.equal(metadata.id, appId);
    assert.equal(metadata.extended.interop, 'was here');
  },

  async secrets(client) {
    assert.deepEqual(await client.secret.get('env', 'KEY'), { KEY: 'wörld' });
    await assert.rejects(client.secret.get('nothing', 'KEY'), /failed finding secret store with key nothing/);
  },

  async health(client) {
    assert.equal(await client.health.isHealthy(), true);
  },

  /** gRPC only: the SDK's way to pass calls through. */
  async proxy(client, appId) {
    const proxy = await client.proxy.create(echo.Echo);
    const metadata = new Metadata();
    metadata.add('dapr-app-id', appId);
    const reply = await new Promise((resolve, reject) => {
      proxy.Unary({ payload: Buffer.from('through the SDK') }, metadata, (error, value) => (error ? reject(error) : resolve(value)));
    });
    assert.equal(reply.payload.toString(), 'through the SDK');
  },

  async shutdown(client) {
    await client.sidecar.shutdown();
  },
};

async function main(name, protocol, port, appId) {
  const client = new DaprClient({
    daprHost: '127.0.0.1',
    daprPort: port,
    communicationProtocol: protocol === 'grpc' ? CommunicationProtocolEnum.GRPC : CommunicationProtocolEnum.HTTP,
    logger: { level: LogLevel.Warn },
  });
  setTimeout(() => end(new Error('not done in time')), 30_000).unref();
  const end = error => {
    console.log(error ? `FAILED ${name}: ${error.stack ?? error}` : `PASSED ${name}`);
    process.exit(error ? 1 : 0);
  };
  await scenarios[name](client, appId).then(() => end(), end);
}

main(...process.argv.slice(2));
