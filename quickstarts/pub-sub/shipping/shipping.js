// shipping: ships each order once. It is an ordinary web app; what it subscribes to it says when its sidecar asks.
'use strict';

const { createServer } = require('node:http');

const subscriptions = [{ pubsubname: 'pubsub', topic: 'orders', route: '/orders' }];

// A message may come twice: only the order's own id tells. A real app keeps these in its database, in the transaction that ships the order.
const shipped = new Set();

function ship({ id, number, item, quantity }) {
  if (shipped.has(id)) {
    console.log(`Order ${number} came again, and is not shipped twice`);
    return;
  }

  shipped.add(id);
  console.log(`Shipped order ${number}: ${quantity} x ${item}`);
}

const server = createServer(async (request, response) => {
  try {
    if (request.method === 'GET' && request.url === '/dapr/subscribe') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(subscriptions));
    } else if (request.method === 'POST' && request.url === '/orders') {
      const chunks = await request.toArray();
      const event = JSON.parse(Buffer.concat(chunks).toString()); // a CloudEvent: what was published is its data
      ship(event.data);
      response.end(); // 200 acknowledges it; before this line the broker still has it
    } else {
      response.writeHead(404).end();
    }
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(); // not acknowledged: it comes again
  }
});

// mesh sets APP_PORT to the port it was told of. Only this machine's sidecar calls the app, so it listens on loopback.
const port = process.env.APP_PORT ?? '5105';
server.listen(port, '127.0.0.1', () => console.log(`Listening on port ${port}`));

// Messages that are being handled are answered; no new ones are taken.
function stop() {
  server.close();
  server.closeIdleConnections();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
