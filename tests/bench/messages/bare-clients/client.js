// A broker without a sidecar: the same promises (persistent, acknowledged one by one, a consumer that acknowledges), the plainest code.
// usage: bare.js redis|jetstream|rabbitmq publish PORT IN_FLIGHT SECONDS      prints how many messages the broker acknowledged, from when (ms since 1970), CPU µs
//        bare.js redis|jetstream|rabbitmq consume PORT IN_FLIGHT              prints, ten times a second, how many it has handled
'use strict';

const BODY = '{"id":"0","source":"bare","type":"event","specversion":"1.0","data":{"n":1}}';
const NAME = 'bare';
const [broker, role, port, inFlight, seconds] = process.argv.slice(2);

// Keeps so many calls under way for so long.
async function keepPublishing(publishOne) {
  const [start, cpu] = [Date.now(), process.cpuUsage()];
  const end = start + Number(seconds) * 1000;
  let acknowledged = 0;
  await Promise.all(Array.from({ length: Number(inFlight) }, async () => {
    while (Date.now() < end) {
      await publishOne();
      acknowledged++;
    }
  }));
  const { user, system } = process.cpuUsage(cpu);
  console.log(acknowledged, start, user + system);
  process.exit(0);
}

let handled = 0;
function tellHandled() {
  console.log(handled);
  setInterval(() => console.log(handled), 100);
}

const brokers = {
  redis: {
    async publish() {
      const redis = new (require('ioredis').Redis)({ host: '127.0.0.1', port, enableAutoPipelining: true });
      await keepPublishing(() => redis.xadd(NAME, '*', 'data', BODY));
    },
    async consume() {
      const { Redis } = require('ioredis');
      const [reader, writer] = [new Redis({ host: '127.0.0.1', port }), new Redis({ host: '127.0.0.1', port, enableAutoPipelining: true })];
      await reader.xgroup('CREATE', NAME, NAME, '0', 'MKSTREAM');
      tellHandled();
      for (;;) {
        const answer = await reader.xreadgroup('GROUP', NAME, NAME, 'COUNT', inFlight, 'BLOCK', 2000, 'STREAMS', NAME, '>');
        for (const [, entries] of answer ?? []) {
          await Promise.all(entries.map(([id]) => writer.xack(NAME, NAME, id)));
          handled += entries.length;
        }
      }
    },
  },
  jetstream: {
    async publish() {
      const stream = (await require('nats').connect({ servers: `127.0.0.1:${port}` })).jetstream();
      const body = new TextEncoder().encode(BODY);
      await keepPublishing(() => stream.publish(NAME, body));
    },
    async consume() {
      const { connect, AckPolicy, StorageType } = require('nats');
      const connection = await connect({ servers: `127.0.0.1:${port}` });
      const admin = await connection.jetstreamManager();
      await admin.streams.add({ name: NAME, subjects: [NAME], storage: StorageType.File });
      await admin.consumers.add(NAME, { durable_name: NAME, deliver_subject: 'bare-deliver', ack_policy: AckPolicy.Explicit });
      const messages = connection.subscribe('bare-deliver');
      await connection.flush();
      tellHandled();
      for await (const message of messages) {
        message.respond();
        handled++;
      }
    },
  },
  rabbitmq: {
    async publish() {
      const channel = await (await require('amqplib').connect(`amqp://guest:guest@127.0.0.1:${port}`)).createConfirmChannel();
      const body = Buffer.from(BODY);
      await keepPublishing(() => new Promise((resolve, reject) =>
        channel.publish(NAME, '', body, { persistent: true }, error => error ? reject(error) : resolve())));
    },
    async consume() {
      const channel = await (await require('amqplib').connect(`amqp://guest:guest@127.0.0.1:${port}`)).createChannel();
      await channel.assertExchange(NAME, 'fanout', { durable: true });
      await channel.assertQueue(NAME, { durable: true });
      await channel.bindQueue(NAME, NAME, '');
      await channel.prefetch(Number(inFlight));
      await channel.consume(NAME, message => {
        channel.ack(message);
        handled++;
      });
      tellHandled();
    },
  },
};

brokers[broker][role]();
