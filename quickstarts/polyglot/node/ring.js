// One of three programs that call each other in a ring: Program.cs and ring.py are the same in other languages. It knows the name of the next one, and no address.
'use strict';

const { createServer } = require('node:http');

// mesh sets these: the app's own name, its port, and the port of its sidecar. NEXT is from dapr.yaml.
const { APP_ID = 'node', APP_PORT = '5109', DAPR_HTTP_PORT = '3500', DAPR_API_TOKEN, NEXT = 'python' } = process.env;

const MS_FOR_A_CALL = 10_000;
const me = { app: APP_ID, is: `JavaScript on Node ${process.versions.node}` };
const headers = { 'content-type': 'application/json', ...(DAPR_API_TOKEN && { 'dapr-api-token': DAPR_API_TOKEN }) };

async function passOn(lap) {
  const answer = await fetch(`http://localhost:${DAPR_HTTP_PORT}/v1.0/invoke/${NEXT}/method/lap`, {
    method: 'POST',
    headers,
    body: JSON.stringify(lap),
    signal: AbortSignal.timeout(MS_FOR_A_CALL),
  });
  if (!answer.ok) throw new Error(`${NEXT} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function readLap(request) {
  try {
    const lap = JSON.parse(Buffer.concat(await request.toArray()).toString());
    return Array.isArray(lap) ? lap : undefined;
  } catch {
    return undefined; // not JSON, or the caller is gone
  }
}

async function answer(request) {
  if (request.method !== 'POST' || request.url !== '/lap') return [404, { error: 'there is only POST /lap' }];

  const lap = await readLap(request);
  if (!lap) return [400, { error: 'the body must be a JSON array of hops' }];

  // The sidecar says who called; the caller cannot.
  console.log(`${me.app} is ${me.is}, called by ${request.headers['dapr-caller-app-id']}`);
  if (lap[0]?.app === me.app) return [200, lap]; // the ring is closed

  try {
    return [200, await passOn([...lap, me])];
  } catch (error) {
    return [502, { error: error.cause?.message ?? error.message }];
  }
}

const server = createServer(async (request, response) => {
  const [status, body] = await answer(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

// Only this machine's sidecar calls the app, so it listens on loopback.
server.listen(APP_PORT, '127.0.0.1', () => console.log(`Listening on port ${APP_PORT}`));

// Calls that came are answered; no new ones are taken.
function stop() {
  server.close();
  server.closeIdleConnections();
}

process.once('SIGINT', stop);
process.once('SIGTERM', stop);
