'use strict';
// What the app answers, and what becomes of the event.

const assert = require('node:assert/strict');
const { BUS } = require('./app');

const send = ({ client, app }, topic, data) => client.pubsub.publish(BUS, app.topic(topic), data);

async function becomesDeadLetter(run, answer) {
  await send(run, 'refused', { key: run.key, answer });
  await run.app.until('refused', run.key);
  const [event] = await run.app.until('dead', run.key);
  assert.deepEqual(event.data, { key: run.key, answer });
  if (run.app.protocol === 'grpc') return;
  const letter = run.app.envelopes.find(({ path, body }) => path.includes('dead') && body.data?.key === run.key);
  assert.equal(letter.body.topic, run.app.topic('refused'));
}

module.exports = {
  async routes(run) {
    await send(run, 'routed', { key: run.key, amount: 500 });
    await send(run, 'routed', { key: run.key, amount: 5 });
    await send(run, 'routed', { key: run.key });
    assert.equal((await run.app.until('routed to large', run.key))[0].data.amount, 500);
    const rest = await run.app.until('routed to all', run.key, 2);
    assert.deepEqual(new Set(rest.map(event => event.data.amount)), new Set([5, undefined]));
  },

  async success(run) {
    await send(run, 'refused', { key: run.key, answer: 'SUCCESS' });
    await run.app.until('refused', run.key);
    await send(run, 'refused', { key: `after ${run.key}`, answer: 'DROP' });
    await run.app.until('dead', `after ${run.key}`);
    assert.equal(run.app.came.filter(event => event.place === 'dead' && event.data.key === run.key).length, 0);
  },

  drop: run => becomesDeadLetter(run, 'DROP'),

  'retry-with-dead-letter': run => becomesDeadLetter(run, 'RETRY'),

  /** Brokers that deliver a failed message again. */
  async retry(run) {
    await send(run, 'again', { key: run.key });
    await run.app.untilAgain('again', run.key);
  },

  async 'bulk-subscribe'(run) {
    const events = Array.from({ length: 25 }, (_, n) => ({ key: run.key, n, refused: n === 7 }));
    assert.deepEqual(await run.client.pubsub.publishBulk(BUS, run.app.topic('bulk'), events), { failedMessages: [] });
    await run.app.until('bulk', run.key, 25);
    if (run.app.redelivers) await run.app.untilAgain('bulk', `"${run.key}","n":7,`);
    if (run.app.protocol === 'grpc') return;
    const { body } = run.app.envelope(run.key);
    assert.equal(body.type, 'com.dapr.event.sent.bulk');
    assert.ok(body.entries.length <= 10, `${body.entries.length} entries at once`);
  },
};
