'use strict';

const assert = require('node:assert/strict');
const { randomUUID } = require('node:crypto');
const { setTimeout: sleep } = require('node:timers/promises');
const grpc = require('@grpc/grpc-js');
const { echo } = require('./protos');

/** The way to the app: through the sidecar, with the app's name in the metadata, or straight to it when there is no name. */
class Mesh {
  constructor(target, appId, options) {
    this.target = target;
    this.appId = appId;
    this.options = options;
    this.clients = [];
    this.echo = this.client(echo.Echo);
  }

  client(Service, options = {}) {
    const client = new Service(this.target, grpc.credentials.createInsecure(), {
      'grpc.max_receive_message_length': -1,
      'grpc.max_send_message_length': -1,
      'grpc.use_local_subchannel_pool': 1,
      ...options,
    });
    this.clients.push(client);
    return client;
  }

  close() {
    for (const client of this.clients) client.close();
  }

  /** Metadata of a call to the app; pairs as [key, value], keys may repeat. */
  metadata(...pairs) {
    const metadata = new grpc.Metadata();
    if (this.appId) metadata.set('dapr-app-id', this.appId);
    for (const [key, value] of pairs) metadata.add(key, value);
    return metadata;
  }

  /** A name under which the app keeps what it sees of a call. */
  callName() {
    return randomUUID();
  }

  /** The outcome of a unary call; errors of the call are part of it. */
  unary(request, { metadata = this.metadata(), options = {}, client = this.echo, method = 'Unary' } = {}) {
    return new Promise(resolve => {
      const outcome = {};
      const call = client[method](request, metadata, options, (error, reply) => {
        Object.assign(outcome, { error, code: error?.code ?? grpc.status.OK, reply });
      });
      call.on('metadata', headers => (outcome.headers = headers));
      // Comes after the answer, and after an error too.
      call.on('status', status => setImmediate(() => resolve({ ...outcome, trailers: status.metadata })));
    });
  }

  async observed(call) {
    const { error, reply } = await this.unary({ call }, { method: 'Observe' });
    assert.equal(error, null);
    return reply;
  }

  /** Asks the app about a call until it has seen what is expected. */
  async until(call, expected, seconds = 5) {
    let seen;
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(20)) {
      seen = await this.observed(call);
      if (expected(seen)) return seen;
    }

    return assert.fail(`the app did not see ${expected} in ${seconds} s, but ${JSON.stringify(seen)}`);
  }
}

/** Answers of a stream one by one: next() gives {value} or {done, status}. */
class Answers {
  constructor(call) {
    this.waiting = [];
    this.ready = [];
    call.on('data', value => this.push({ value }));
    call.on('metadata', headers => (this.headers = headers));
    call.on('error', () => {}); // the status says it too
    call.on('status', status => this.push({ done: true, status }));
  }

  push(item) {
    const taker = this.waiting.shift();
    if (taker) taker(item);
    else this.ready.push(item);
  }

  next() {
    return this.ready.length ? Promise.resolve(this.ready.shift()) : new Promise(resolve => this.waiting.push(resolve));
  }

  /** All answers up to the end, with the status. */
  async all() {
    const values = [];
    for (;;) {
      const { value, done, status } = await this.next();
      if (done) return { values, status };
      values.push(value);
    }
  }
}

module.exports = { Mesh, Answers, assert, grpc, sleep, status: grpc.status };
