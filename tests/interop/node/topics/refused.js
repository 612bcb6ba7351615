'use strict';
// What the SDK shows of an error.

const assert = require('node:assert/strict');
const { BUS } = require('./app');

/** Over HTTP the SDK returns the error, over gRPC it rejects with it. */
async function failure({ client, protocol }, bus, topic, data = { a: 1 }, options) {
  const { error } = await client.pubsub.publish(bus, topic, data, options).catch(rejected => rejected);
  assert.ok(error, 'it was published');
  return protocol === 'http' ? JSON.parse(error.message) : error;
}

async function shows(run, { status, errorCode, code, message }, ...call) {
  const error = await failure(run, ...call);
  if (run.protocol === 'http') {
    assert.equal(error.status, status);
    const body = JSON.parse(error.error_msg);
    assert.equal(body.errorCode, errorCode);
    assert.equal(body.message, message);
  } else {
    assert.equal(error.code, code);
    assert.equal(error.details, message);
  }
}

async function allFail(run, bus, topic, pattern) {
  const { failedMessages } = await run.client.pubsub.publishBulk(bus, topic, ['one', { two: 2 }]);
  assert.equal(failedMessages.length, 2);
  for (const { error } of failedMessages) assert.match(error.message, pattern);
}

module.exports = {
  'unknown-component': run =>
    shows(run, { status: 404, errorCode: 'ERR_PUBSUB_NOT_FOUND', code: 3, message: 'pubsub nobus is not found' }, 'nobus', 'orders'),

  'forbidden-topic': run => shows(
    run,
    { status: 403, errorCode: 'ERR_PUBSUB_FORBIDDEN', code: 7, message: `topic forbidden is not allowed for app id ${run.source}` },
    BUS, 'forbidden'),

  'bad-metadata': run => shows(
    run,
    {
      status: 400,
      errorCode: 'ERR_PUBSUB_REQUEST_METADATA',
      code: 3,
      message: "failed deserializing metadata. Error: rawPayload value must be a valid boolean: actual is 'maybe'",
    },
    BUS, 'orders', 'x', { metadata: { rawPayload: 'maybe' } }),

  'bulk-unknown-component': run => allFail(run, 'nobus', 'orders', /pubsub nobus is not found/),

  'bulk-forbidden-topic': run => allFail(run, BUS, 'forbidden', /topic forbidden is not allowed/),
};
