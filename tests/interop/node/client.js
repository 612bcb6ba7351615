'use strict';
// Runs scenarios against the echo app, with @grpc/grpc-js. A line after each says how it went; a failure is exit code 1.
// usage: client.js SCENARIO[,SCENARIO...] TARGET [APP_ID] [name=value ...]
// TARGET is host:port or unix:/path; without APP_ID the app itself is called.

const { Mesh } = require('./mesh');

const scenarios = Object.assign({}, ...['unary', 'streams', 'cancellation', 'metadata', 'status', 'load', 'life', 'access']
  .map(name => require(`./scenarios/${name}`)));

async function passes(name, target, appId, options) {
  const run = scenarios[name];
  if (!run) throw new Error(`no scenario ${name}; there are: ${Object.keys(scenarios).sort().join(' ')}`);
  const seconds = Number(options.limit ?? 30);
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done in ${seconds} s`)), 1000 * seconds);
  });
  const mesh = new Mesh(target, appId, options);
  try {
    await Promise.race([run(mesh), limit]);
    console.log(`PASSED ${name}`);
    return true;
  } catch (error) {
    console.log(error?.stack ?? error);
    console.log(`FAILED ${name}: ${String(error?.message ?? error).split('\n')[0]}`);
    return false;
  } finally {
    clearTimeout(timer);
    mesh.close();
  }
}

async function main([names, target, ...rest]) {
  const appId = rest[0]?.includes('=') ? undefined : rest.shift();
  const options = Object.fromEntries(rest.map(pair => pair.split(/=(.*)/s).slice(0, 2)));
  let failed = 0;
  for (const name of names.split(',')) {
    if (!(await passes(name, target, appId, options))) failed++;
  }

  // What a failed scenario left open does not keep the process.
  process.exit(failed ? 1 : 0);
}

main(process.argv.slice(2)).catch(error => {
  console.log(error.stack);
  process.exit(1);
});
