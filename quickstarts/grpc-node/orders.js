// orders: keeps orders in memory. It knows nothing of the mesh; it is an ordinary gRPC server on an ordinary port.
'use strict';

const { setTimeout: sleep } = require('node:timers/promises');
const grpc = require('@grpc/grpc-js');
const { Orders } = require('./proto');

const STEPS = ['STEP_PACKED', 'STEP_SHIPPED', 'STEP_DELIVERED'];
const MS_PER_STEP = 500;
const MS_TO_FINISH = 5000;

const orders = new Map();

function place({ request: { item, quantity } }, answer) {
  if (!item.trim() || quantity < 1) {
    answer({ code: grpc.status.INVALID_ARGUMENT, details: 'An order needs an item and a quantity of at least 1.' });
    return;
  }

  const order = { id: orders.size + 1, item, quantity };
  orders.set(order.id, order);
  console.log(`Accepted order ${order.id}: ${quantity} x ${item}`);
  answer(null, order);
}

async function track(call) {
  const { id } = call.request;
  if (!orders.has(id)) {
    call.emit('error', { code: grpc.status.NOT_FOUND, details: `There is no order ${id}.` });
    return;
  }

  for (const step of STEPS) {
    await sleep(MS_PER_STEP);
    if (call.cancelled) return; // nobody listens any more
    call.write({ step });
  }

  call.end();
}

const server = new grpc.Server();
server.addService(Orders.service, { place, track });

// mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
const port = process.env.APP_PORT ?? '5102';
server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), error => {
  if (error) throw error;
  console.log(`Listening on port ${port}`);
});

// Calls that are open may end; no new ones are taken.
function stop() {
  server.tryShutdown(() => {});
  setTimeout(() => server.forceShutdown(), MS_TO_FINISH).unref();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
