'use strict';
// Subscribes by SubscribeTopicEventsAlpha1 with @grpc/grpc-js. A line after each scenario says how it went; a failure is exit code 1.
// usage: topic-streams.js SCENARIO[,SCENARIO...] GRPC_PORT [name=value ...]
// Options: competes=false: each stream gets every event.

const { randomUUID } = require('node:crypto');
const { Answers, assert, grpc } = require('./mesh');
const { dapr } = require('./protos');

const BUS = 'bus';

class Api {
  constructor(port, options) {
    this.options = options;
    this.client = new (dapr().Dapr)(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    this.calls = [];
  }

  publish(topic, data, metadata = {}) {
    const request = { pubsub_name: BUS, topic, data: Buffer.from(JSON.stringify(data)), data_content_type: 'application/json', metadata };
    return new Promise((resolve, reject) => {
      this.client.PublishEvent(request, error => (error ? reject(error) : resolve()));
    });
  }

  /** A stream on which nothing has been asked yet. */
  stream() {
    const stream = new TopicStream(this.client.SubscribeTopicEventsAlpha1());
    this.calls.push(stream);
    return stream;
  }

  /** A stream that is subscribed. */
  async subscribe(topic, more = {}) {
    const stream = this.stream();
    stream.ask({ pubsub_name: BUS, topic, ...more });
    const { value } = await stream.answers.next();
    assert.ok(value?.initial_response, `not subscribed: ${JSON.stringify(value)}`);
    return stream;
  }

  close() {
    for (const stream of this.calls) stream.leave();
    this.client.close();
  }
}

class TopicStream {
  constructor(call) {
    this.call = call;
    this.answers = new Answers(call);
  }

  ask(request) {
    this.call.write({ initial_request: request });
  }

  async event() {
    const { value, status } = await this.answers.next();
    assert.ok(value?.event_message, `the stream ended: ${status?.details}`);
    return { ...value.event_message, json: value.event_message.data.length ? JSON.parse(value.event_message.data) : undefined };
  }

  answer({ id }, status) {
    this.call.write({ event_processed: { id, status: status ? { status } : undefined } });
  }

  /** How the stream ends. */
  async end() {
    return (await this.answers.all()).status;
  }

  leave() {
    this.call.cancel();
  }
}

const scenarios = {
  async ack(api, topic) {
    const stream = await api.subscribe(topic);
    await api.publish(topic, { n: 0 }, { 'cloudevent.type': 'mine' });
    const event = await stream.event();
    const { type, spec_version, data_content_type, topic: from, pubsub_name, path, json } = event;
    assert.deepEqual(
      { type, spec_version, data_content_type, from, pubsub_name, path, json },
      { type: 'mine', spec_version: '1.0', data_content_type: 'application/json', from: topic, pubsub_name: BUS, path: '/', json: { n: 0 } });
    assert.equal(event.extensions.fields.pubsubname.stringValue, BUS);
    stream.answer(event, 'SUCCESS');
    await api.publish(topic, { n: 1 });
    const next = await stream.event();
    assert.deepEqual(next.json, { n: 1 });

    // No status is a success too.
    stream.answer(next);
    await api.publish(topic, { n: 2 });
    assert.deepEqual((await stream.event()).json, { n: 2 });
  },

  async retry(api, topic) {
    const stream = await api.subscribe(topic);
    await api.publish(topic, { n: 0 });
    const first = await stream.event();
    stream.answer(first, 'RETRY');
    const second = await stream.event();
    assert.equal(second.id, first.id);
    stream.answer(second, 'SUCCESS');
  },

  async drop(api, topic) {
    const dead = await api.subscribe(`${topic}-dead`);
    const stream = await api.subscribe(topic, { dead_letter_topic: `${topic}-dead` });
    for (const status of ['DROP', 'RETRY']) {
      await api.publish(topic, { status });
      const event = await stream.event();
      stream.answer(event, status);
      const letter = await dead.event();
      assert.equal(letter.id, event.id);
      assert.deepEqual(letter.json, { status });
      dead.answer(letter, 'SUCCESS');
    }
  },

  async raw(api, topic) {
    const stream = await api.subscribe(topic, { metadata: { rawPayload: 'true' } });
    await api.publish(topic, { bare: 1 }, { rawPayload: 'true' });
    const event = await stream.event();
    assert.deepEqual(event.json, { bare: 1 });
    assert.equal(event.data_content_type, 'application/octet-stream');
  },

  async 'two-streams'(api, topic) {
    const streams = [await api.subscribe(topic), await api.subscribe(topic)];
    const came = streams.map(() => []);
    const reading = streams.map(async (stream, i) => {
      for (;;) {
        const event = await stream.event();
        came[i].push(event.json.n);
        stream.answer(event, 'SUCCESS');
      }
    });
    const all = [...Array(20).keys()];
    for (const n of all) await api.publish(topic, { n });
    const wanted = came => [...new Set(came)].sort((a, b) => a - b);
    const isDone = () => (api.options.competes === 'false' ? came : [came.flat()]).every(numbers => wanted(numbers).length === all.length);
    while (!isDone()) await new Promise(resolve => setTimeout(resolve, 10));
    for (const stream of streams) stream.leave();
    await Promise.allSettled(reading);
  },

  async 'client-goes-away'(api, topic) {
    const leaving = await api.subscribe(topic);
    await api.publish(topic, { n: 0 });
    const { id } = await leaving.event();
    leaving.leave();
    const staying = await api.subscribe(topic);
    const event = await staying.event();
    assert.equal(event.id, id);
    staying.answer(event, 'SUCCESS');
  },

  async 'half-close'(api, topic) {
    const stream = await api.subscribe(topic);
    stream.call.end();
    assert.equal((await stream.end()).code, grpc.status.OK);
  },

  'unknown-component': api => refused(
    api, stream => stream.ask({ pubsub_name: 'nobus', topic: 'orders' }), 'INVALID_ARGUMENT', 'pubsub nobus is not found'),

  'forbidden-topic': api => refused(
    api, stream => stream.ask({ pubsub_name: BUS, topic: 'forbidden' }), 'UNKNOWN', "subscription to topic 'forbidden' on pubsub 'bus' is not allowed"),

  'initial-missing': api => refused(api, stream => stream.answer({ id: 'x' }, 'SUCCESS'), 'UNKNOWN', 'initial request is required'),

  'names-missing': async api => {
    await refused(api, stream => stream.ask({ topic: 'orders' }), 'UNKNOWN', 'pubsubName is required');
    await refused(api, stream => stream.ask({ pubsub_name: BUS }), 'UNKNOWN', 'topic is required');
  },

  async 'initial-twice'(api, topic) {
    const stream = await api.subscribe(topic);
    stream.ask({ pubsub_name: BUS, topic });
    const { code, details } = await stream.end();
    assert.deepEqual([code, details], [grpc.status.UNKNOWN, 'duplicate initial request received']);
  },
};

async function refused(api, ask, code, says) {
  const stream = api.stream();
  ask(stream);
  const status = await stream.end();
  assert.equal(grpc.status[status.code], code);
  assert.ok(status.details.includes(says), status.details);
}

async function passes(name, port, options) {
  const api = new Api(port, options);
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('not done in 25 s')), 25_000);
  });
  try {
    await Promise.race([scenarios[name](api, `node-${name}-${randomUUID().slice(0, 8)}`), limit]);
    console.log(`PASSED ${name}`);
    return true;
  } catch (error) {
    console.log(`${error?.stack ?? error}\nFAILED ${name}: ${String(error?.message ?? error).split('\n')[0]}`);
    return false;
  } finally {
    clearTimeout(timer);
    api.close();
  }
}

async function main([names, port, ...rest]) {
  const options = Object.fromEntries(rest.map(pair => pair.split(/=(.*)/s).slice(0, 2)));
  const passed = await Promise.all(names.split(',').map(name => passes(name, port, options)));
  process.exit(passed.every(Boolean) ? 0 : 1);
}

main(process.argv.slice(2));
