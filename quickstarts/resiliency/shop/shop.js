// shop: asks for prices and says what it saw. All it knows is the name "prices"; it retries nothing, and sets no limit of time.
'use strict';

// mesh sets DAPR_HTTP_PORT to the port of this app's own sidecar.
const sidecar = `http://127.0.0.1:${process.env.DAPR_HTTP_PORT ?? 3500}/v1.0/invoke/prices/method`;
const headers = process.env.DAPR_API_TOKEN ? { 'dapr-api-token': process.env.DAPR_API_TOKEN } : {};

async function ask(path) {
  const response = await fetch(`${sidecar}/${path}`, { headers });
  return { isWell: response.ok, status: response.status, body: await response.json() };
}

const seconds = (since) => ((performance.now() - since) / 1000).toFixed(1);

async function tea() {
  let came = 0;
  for (let i = 0; i < 12; i++) {
    came += (await ask('price/tea')).isWell ? 1 : 0;
  }

  console.log(`tea: ${came} of 12 prices came`);
}

async function honey() {
  const began = performance.now();
  const { body } = await ask('price/honey');
  console.log(`honey: costs ${body.price}, which took ${seconds(began)} s`);
}

async function cake() {
  let last;
  for (let i = 0; i < 10; i++) {
    last = await ask('price/cake');
  }

  const { body: asked } = await ask('asked');
  console.log(`cake: 10 calls failed, and prices was bothered with ${asked.cake} of them`);
  console.log(`cake: the last one said ${last.status}: ${last.body.message ?? last.body.error}`);
}

async function main() {
  await tea();
  await honey();
  await cake();
  console.log('Done');
}

process.once('SIGINT', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
main().catch((error) => {
  console.error(`The sidecar does not answer: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
});
