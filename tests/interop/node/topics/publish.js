'use strict';
// What a client publishes, and what the app gets: client publishes, app receives, key is in each event, source is the publisher's app id.

const assert = require('node:assert/strict');
const { BUS } = require('./app');

async function publish({ client, app }, topic, data, options) {
  assert.deepEqual(await client.pubsub.publish(BUS, app.topic(topic), data, options), {});
}

module.exports = {
  async object(run) {
    const { app, key, source } = run;
    const data = { key, text: 'wörld <&>', number: 12345.5, nested: { list: [1, null, true] } };
    await publish(run, 'orders', data);
    const [event] = await app.until('orders', key);
    assert.deepEqual(event.data, data);
    if (app.protocol === 'grpc') return;
    const { body, headers } = app.envelope(key);
    assert.equal(headers['content-type'], 'application/cloudevents+json');
    assert.equal(headers.pubsubname, BUS);
    assert.equal(headers.traceparent.split('-')[1], body.traceparent.split('-')[1]);
    const { datacontenttype, pubsubname, source: from, specversion, topic, type } = body;
    assert.deepEqual(
      { datacontenttype, pubsubname, from, specversion, topic, type },
      {
        datacontenttype: 'application/json', pubsubname: BUS, from: source, specversion: '1.0', topic: app.topic('orders'), type: 'com.dapr.event.sent',
      });
  },

  async list(run) {
    await publish(run, 'orders', [run.key, 1, { two: 2 }]);
    const [event] = await run.app.until('orders', run.key);
    assert.deepEqual(event.data, [run.key, 1, { two: 2 }]);
  },

  async string(run) {
    await publish(run, 'orders', `${run.key} "wörld" <&>`);
    const [event] = await run.app.until('orders', run.key);
    assert.equal(event.data, `${run.key} "wörld" <&>`);
  },

  async buffer(run) {
    await publish(run, 'orders', Buffer.from(`${run.key} bytes`));
    const [event] = await run.app.until('orders', run.key);
    assert.equal(event.data, `${run.key} bytes`);
    if (run.app.protocol === 'http') return;
    await publish(run, 'orders', Buffer.from(JSON.stringify({ inside: run.key })));
    assert.deepEqual((await run.app.until('orders', `"inside":"${run.key}"`))[0].data, { inside: run.key });
  },

  async large(run) {
    const text = 'é'.repeat(200_000);
    await publish(run, 'orders', { key: run.key, text });
    const [event] = await run.app.until('orders', run.key);
    assert.equal(event.data.text, text);
  },

  async 'topic-with-slash'(run) {
    await publish(run, 'with/slash', { key: run.key });
    await run.app.until('with/slash', run.key);
  },

  async 'cloud-event'(run) {
    const event = {
      specversion: '1.0', id: `id-${run.key}`, source: 'urn:shop', type: 'vip', datacontenttype: 'application/json', mine: 'kept', data: { key: run.key },
    };
    await publish(run, 'routed', event);
    assert.deepEqual((await run.app.until('routed to vip', run.key))[0].data, { key: run.key });
    if (run.app.protocol === 'grpc') return;
    const { traceid, traceparent, tracestate, time, ...rest } = run.app.envelope(run.key).body;
    assert.deepEqual(rest, { ...event, topic: run.app.topic('routed'), pubsubname: BUS });
    assert.match(time, /^20/);
  },

  async 'cloud-event-by-content-type'(run) {
    const event = { type: 'vip', id: run.key, datacontenttype: 'application/json', data: { key: run.key } };
    await publish(run, 'routed', event, { contentType: 'application/cloudevents+json' });
    await run.app.until('routed to vip', run.key);
  },

  async metadata(run) {
    await publish(run, 'routed', { key: run.key }, { metadata: { 'cloudevent.type': 'vip', 'cloudevent.id': `id-${run.key}`, ttlInSeconds: '60' } });
    await run.app.until('routed to vip', run.key);
    if (run.app.protocol === 'http') assert.equal(run.app.envelope(run.key).body.id, `id-${run.key}`);
  },

  async raw(run) {
    for (const data of [{ key: run.key, a: 1 }, `${run.key} text`, Buffer.from(`${run.key} bytes`)]) {
      await publish(run, 'raw', data, { metadata: { rawPayload: 'true' } });
    }

    const events = await run.app.until('raw', run.key, 3);
    const came = new Set(events.map(event => event.text));
    assert.deepEqual([...came].sort(), [{ key: run.key, a: 1 }, `${run.key} bytes`, `${run.key} text`].map(data => JSON.stringify(data)).sort());
  },

  async bulk(run) {
    const { client, app, key } = run;
    const entry = { entryID: 'mine', event: { key, n: 2 }, contentType: 'application/json', metadata: { 'cloudevent.type': 'x' } };
    const sent = [`${key} text`, { key, n: 1 }, entry];
    assert.deepEqual(await client.pubsub.publishBulk(BUS, app.topic('orders'), sent, { priority: '1' }), { failedMessages: [] });
    const came = (await app.until('orders', key, 3)).map(event => event.text);
    assert.deepEqual([...new Set(came)].sort(), [`${key} text`, { key, n: 1 }, { key, n: 2 }].map(data => JSON.stringify(data)).sort());
  },
};
