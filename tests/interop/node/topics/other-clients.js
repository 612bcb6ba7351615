'use strict';
// What the brokers' own clients put there reaches the app, and what the sidecar puts there is what they expect.

const assert = require('node:assert/strict');
const net = require('node:net');
const { promisify } = require('node:util');
const execFile = promisify(require('node:child_process').execFile);
const { BUS } = require('./app');

/** An event as daprd writes it. */
function event({ app, key }, data = { key }) {
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  return JSON.stringify({
    data, datacontenttype: 'application/json', id: `id-${key}`, pubsubname: BUS, source: 'daprd', specversion: '1.0',
    time: '2026-01-01T00:00:00Z', topic: app.topic('orders'), traceid: trace, traceparent: trace, tracestate: '', type: 'com.dapr.event.sent',
  });
}

async function redis({ options }, ...command) {
  const { stdout } = await execFile('redis-cli', ['-p', options.port, '--json', ...command], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

/** NATS's protocol by hand. Each line that the server sends goes to tell, until it returns something. */
function nats({ options }, commands, tell) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(options.port, '127.0.0.1');
    let text = '';
    socket.on('error', reject);
    socket.on('data', chunk => {
      text += chunk;
      const result = tell(text);
      if (result === undefined) return;
      socket.destroy();
      resolve(result);
    });
    socket.write(`CONNECT {"verbose":false,"headers":true}\r\n${commands}PING\r\n`);
  });
}

module.exports = {
  async xadd(run) {
    const { app, key } = run;
    await redis(run, 'XADD', app.topic('orders'), '*', 'data', event(run), 'metadata', '{"priority":"high"}');
    await redis(run, 'XADD', app.topic('orders'), '*', 'data', event(run, { key, bare: true }));
    const [came] = await app.until('orders', `"key":"${key}"}`);
    assert.equal(came.headers.priority, 'high');
    await app.until('orders', `"key":"${key}","bare":true`);
  },

  async xrange(run) {
    const { app, client, key, protocol, source } = run;
    await client.pubsub.publish(BUS, app.topic('orders'), { key, n: 1 }, { metadata: { priority: 'high' } });
    await client.pubsub.publish(BUS, app.topic('orders'), { key, n: 2 });
    const entries = (await redis(run, 'XRANGE', app.topic('orders'), '-', '+'))
      .map(([, fields]) => Object.fromEntries(fields.flatMap((name, i) => (i % 2 ? [] : [[name, fields[i + 1]]]))))
      .filter(({ data }) => data.includes(key));
    assert.deepEqual(entries.map(Object.keys), [['data', 'metadata'], protocol === 'http' ? ['data', 'metadata'] : ['data']]);
    assert.deepEqual(JSON.parse(entries[0].metadata), { priority: 'high' });
    const { data, pubsubname, source: from, topic } = JSON.parse(entries[0].data);
    assert.deepEqual({ data, pubsubname, from, topic }, { data: { key, n: 1 }, pubsubname: BUS, from: source, topic: app.topic('orders') });
  },

  async pub(run) {
    const payload = event(run);
    await nats(run, `PUB ${run.app.topic('orders')} ${Buffer.byteLength(payload)}\r\n${payload}\r\n`, text => (text.includes('PONG') ? true : undefined));
    const [came] = await run.app.until('orders', run.key);
    assert.deepEqual(came.data, { key: run.key });
  },

  async sub(run) {
    const { app, client, key } = run;
    let isSent = false;
    const message = await nats(run, `SUB ${app.topic('orders')} 1\r\n`, text => {
      if (text.includes('PONG') && !isSent) {
        isSent = true;
        client.pubsub.publish(BUS, app.topic('orders'), { key }, { metadata: { 'cloudevent.id': `id-${key}` } });
      }

      // Other scenarios publish to the topic too.
      const from = text.indexOf(`"id":"id-${key}"`);
      return from > 0 && text.indexOf('\r\n', from) > 0 ? text.slice(text.lastIndexOf('MSG ', from)) : undefined;
    });
    assert.deepEqual(JSON.parse(message.slice(message.indexOf('{'), message.indexOf('\r\n', message.indexOf('{')))).data, { key });

    // By which JetStream knows what it has already.
    if (run.options.kind === 'jetstream') assert.match(message, new RegExp(`Nats-Msg-Id: ?id-${key}\r\n`));
  },
};
