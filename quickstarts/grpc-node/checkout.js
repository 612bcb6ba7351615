// checkout: places orders with the app named "orders" and follows one on its way. It knows that name and its own sidecar's port, and no address of orders.
'use strict';

const { promisify } = require('node:util');
const grpc = require('@grpc/grpc-js');
const { Orders } = require('./proto');

const MS_FOR_A_CALL = 10_000;
const MS_FOR_THE_WAY = 60_000;

// mesh sets DAPR_GRPC_PORT to the port of this app's own sidecar, which is no business of a proxy.
const sidecar = `localhost:${process.env.DAPR_GRPC_PORT ?? '50001'}`;
const client = new Orders(sidecar, grpc.credentials.createInsecure(), { 'grpc.enable_http_proxy': 0 });

// This one line makes it a call through the mesh: the sidecar takes it to the app of that name.
const metadata = new grpc.Metadata();
metadata.set('dapr-app-id', 'orders');
if (process.env.DAPR_API_TOKEN) metadata.set('dapr-api-token', process.env.DAPR_API_TOKEN);

const within = ms => ({ deadline: Date.now() + ms });
const callPlace = promisify(client.place.bind(client));
const place = order => callPlace(order, metadata, within(MS_FOR_A_CALL));

let tracking;
let isStopping = false;

async function main() {
  let last;
  for (const wanted of [{ item: 'tea', quantity: 1 }, { item: 'coffee', quantity: 2 }, { item: 'cake', quantity: 3 }]) {
    last = await place(wanted);
    console.log(`Placed order ${last.id}: ${last.quantity} x ${last.item}`);
    if (isStopping) return;
  }

  try {
    await place({ item: 'honey', quantity: 0 });
    throw new Error('an order of nothing was accepted');
  } catch (error) {
    if (error.code !== grpc.status.INVALID_ARGUMENT) throw error;
    console.log(`Refused as ${grpc.status[error.code]}: ${error.details}`);
  }

  tracking = client.track({ id: last.id }, metadata, within(MS_FOR_THE_WAY));
  for await (const { step } of tracking) {
    console.log(`Order ${last.id}: ${step}`);
  }

  console.log('Done: the order has arrived');
}

function stop() {
  isStopping = true;
  tracking?.cancel();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);

main()
  .catch(error => {
    if (isStopping && error.code === grpc.status.CANCELLED) return;
    console.error(error.code === undefined ? error : `The call failed as ${grpc.status[error.code]}: ${error.details}`);
    process.exitCode = 1;
  })
  .finally(() => client.close());
