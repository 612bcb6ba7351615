'use strict';
// Two apps of Dapr's JavaScript SDK, one over HTTP and one over gRPC, that publish to each other by clients of both protocols. The scenarios of topics/
// run all at once; a line after each says how it went; any failure is exit code 1.
// usage: topics.js SCENARIO[,SCENARIO...] http=APP_PORT:HTTP_PORT:GRPC_PORT:APP_ID grpc=APP_PORT:HTTP_PORT:GRPC_PORT:APP_ID [name=value ...]
// A scenario is name-CLIENT-to-APP, name-CLIENT where nobody receives, or name-to-APP where a client of the broker publishes. Options:
//   shared=false: the broker stays inside one sidecar, so an app gets what its own sidecar publishes
//   redelivers=false: a failed message does not come again
//   kind, port: of the broker

const { randomUUID } = require('node:crypto');
const { App } = require('./topics/app');

const scenarios = Object.assign({}, ...['publish', 'subscribe', 'refused', 'other-clients'].map(name => require(`./topics/${name}`)));

function runOf(name, apps, options) {
  const [, scenario, protocol = 'http', receiver] = /^(.*?)(?:-(http|grpc))?(?:-to-(http|grpc))?$/.exec(name);
  if (!scenarios[scenario]) throw new Error(`no scenario ${name}; there are: ${Object.keys(scenarios).sort().join(' ')}`);
  const app = apps[receiver ?? 'http'];
  const publisher = options.shared === 'false' ? app : apps[app.protocol === 'http' ? 'grpc' : 'http'];
  return { scenario, run: { app, protocol, client: publisher.clients[protocol], source: publisher.id, key: randomUUID(), options } };
}

async function passes(name, { scenario, run }) {
  try {
    await scenarios[scenario](run);
    console.log(`PASSED ${name}`);
    return true;
  } catch (error) {
    console.log(`${error?.stack ?? error}\nFAILED ${name}: ${String(error?.message ?? error).split('\n')[0]}`);
    return false;
  }
}

async function main([names, ...rest]) {
  const options = Object.fromEntries(rest.map(pair => pair.split(/=(.*)/s).slice(0, 2)));
  const apps = {};
  for (const protocol of ['http', 'grpc']) {
    const [appPort, httpPort, grpcPort, id] = options[protocol].split(':');
    apps[protocol] = new App(protocol, [appPort, httpPort, grpcPort], { id, redelivers: options.redelivers !== 'false' });
  }

  const runs = names.split(',').map(name => [name, runOf(name, apps, options)]);
  await Promise.all(Object.values(apps).map(app => app.start()));
  const passed = await Promise.all(runs.map(([name, run]) => passes(name, run)));

  // What a failed scenario left open does not keep the process.
  process.exit(passed.every(Boolean) ? 0 : 1);
}

main(process.argv.slice(2)).catch(error => {
  console.log(error.stack);
  process.exit(1);
});
