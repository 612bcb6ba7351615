'use strict';

const assert = require('node:assert/strict');
const { setTimeout: sleep } = require('node:timers/promises');
const { CommunicationProtocolEnum, DaprClient, DaprPubSubStatusEnum, DaprServer, LogLevel } = require('@dapr/dapr');

const BUS = 'bus';
const logger = { level: LogLevel.Error };
const protocols = { http: CommunicationProtocolEnum.HTTP, grpc: CommunicationProtocolEnum.GRPC };

/**
 * An app of the SDK that subscribes to every kind of topic, a client of each protocol to its sidecar, and what came. Its topics begin with its
 * protocol.
 */
class App {
  constructor(protocol, [appPort, httpPort, grpcPort], { id, redelivers }) {
    this.protocol = protocol;
    this.id = id;
    this.appPort = appPort;
    this.httpPort = httpPort;
    this.redelivers = redelivers;
    this.came = [];
    this.envelopes = [];
    this.server = new DaprServer({
      serverHost: '127.0.0.1',
      serverPort: appPort,
      communicationProtocol: protocols[protocol],
      clientOptions: { daprHost: '127.0.0.1', daprPort: protocol === 'http' ? httpPort : grpcPort, logger },
      logger,
    });
    this.clients = Object.fromEntries(['http', 'grpc'].map(name => [name, new DaprClient({
      daprHost: '127.0.0.1',
      daprPort: name === 'http' ? httpPort : grpcPort,
      communicationProtocol: protocols[name],
      logger: { level: LogLevel.Error, service: { log() {}, info() {}, warn() {}, error() {}, verbose() {}, debug() {} } },
    })]));
  }

  topic(name) {
    return `${this.protocol}-${name}`;
  }

  /** Subscribes, starts, and returns when the sidecar has its subscriptions. */
  async start() {
    const { pubsub } = this.server;
    if (this.protocol === 'http') this.keepEnvelopes();
    for (const name of ['orders', 'with/slash', 'dead']) await pubsub.subscribe(BUS, this.topic(name), this.take(name));
    await pubsub.subscribe(BUS, this.topic('raw'), this.take('raw'), '', { rawPayload: true });
    await pubsub.subscribe(BUS, this.topic('again'), this.take('again', (_, times) => (times > 1 ? 'SUCCESS' : 'RETRY')));
    await pubsub.subscribeWithOptions(BUS, this.topic('refused'), {
      deadLetterTopic: this.topic('dead'),
      callback: this.take('refused', data => data.answer),
    });
    await pubsub.subscribeWithOptions(BUS, this.topic('routed'), {
      route: {
        default: '/all',
        rules: [
          { match: 'event.type == "vip"', path: '/vip' },
          { match: 'has(event.data.amount) && event.data.amount > 100.0', path: '/large' },
        ],
      },
    });
    for (const path of ['all', 'vip', 'large']) pubsub.subscribeToRoute(BUS, this.topic('routed'), `/${path}`, this.take(`routed to ${path}`));
    const refuseOnce = (data, times) => (this.redelivers && data.refused && times === 1 ? 'RETRY' : 'SUCCESS');
    await pubsub.subscribeBulk(BUS, this.topic('bulk'), this.take('bulk', refuseOnce), { maxMessagesCount: 10, maxAwaitDurationMs: 20 });

    // Not server.start(): after listening it gives the sidecar 30 s, of which the broker's first seconds may take many.
    await this.server.daprServer.start('127.0.0.1', this.appPort);
    const isHealthy = () => fetch(`http://127.0.0.1:${this.httpPort}/v1.0/healthz`).then(({ status }) => status === 204, () => false);
    while (!(await isHealthy())) await sleep(20);
    await this.server.client.start();
  }

  /** The deliveries of one place that hold a text, as soon as there are so many different ones. */
  until(place, text, count = 1) {
    return this.#until(place, text, events => new Set(events.map(event => event.text)).size >= count, `${count} events`);
  }

  /** Likewise, as soon as one came twice. */
  untilAgain(place, text) {
    return this.#until(place, text, events => new Set(events.map(event => event.text)).size < events.length, 'an event that came again');
  }

  async #until(place, text, isEnough, what, seconds = 20) {
    const all = () => this.came.filter(event => event.text.includes(text));
    for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(10)) {
      const seen = all().filter(event => event.place === place);
      if (isEnough(seen)) return seen;
    }

    const everywhere = all().map(event => `${event.place}: ${event.text}`).join('\n');
    return assert.fail(`not ${what} with ${text} at ${place} in ${seconds} s; everywhere: ${everywhere}`);
  }

  /** The request of the sidecar that brought it: HTTP only. */
  envelope(text) {
    const found = this.envelopes.filter(({ body }) => JSON.stringify(body).includes(text));
    assert.notEqual(found.length, 0, `no request with ${text}`);
    return found[0];
  }

  take(place, decide = () => 'SUCCESS') {
    return async (data, headers) => {
      const text = JSON.stringify(data);
      this.came.push({ place, data, text, headers });
      const times = this.came.filter(event => event.place === place && event.text === text).length;
      return DaprPubSubStatusEnum[decide(data, times)];
    };
  }

  keepEnvelopes() {
    this.server.daprServer.getServer().use((request, _, next) => {
      this.envelopes.push({ path: request.path, headers: request.headers, body: request.body });
      next();
    });
  }
}

module.exports = { App, BUS };
