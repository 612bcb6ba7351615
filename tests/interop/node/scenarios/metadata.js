'use strict';

const { Answers, assert, status } = require('../mesh');

const allBytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

// Node joins repeated ASCII values with a comma, which HTTP allows; binary ones stay apart.
const comparable = (key, values) => (key.endsWith('-bin') ? values.map(value => Buffer.from(value).toString('hex')) : values.join(', '));

/** Sends pairs to the app, which answers x-echo-* in its headers and x-trail-* in its trailers; all of it has to come through, in order. */
async function thereAndBack(mesh, ...pairs) {
  const name = mesh.callName();
  const { code, error, headers, trailers } = await mesh.unary({}, { metadata: mesh.metadata(['x-call', name], ...pairs) });
  assert.equal(code, status.OK, error?.message);
  const observed = (await mesh.observed(name)).metadata;
  for (const key of new Set(pairs.map(([key]) => key))) {
    const sent = comparable(key, pairs.filter(pair => pair[0] === key).map(([, value]) => value));
    const seen = comparable(key, observed.filter(entry => entry.key === key).map(entry => entry.value));
    const back = comparable(key, (key.startsWith('x-trail') ? trailers : headers).get(key));
    assert.deepEqual(seen, sent, `what the app saw of ${key}`);
    assert.deepEqual(back, sent, `what came back of ${key}`);
  }
}

module.exports = {
  'metadata-ascii': mesh => thereAndBack(
    mesh,
    ['x-echo-plain', 'value'],
    ['x-echo-odd_name.1', '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ inner  spaces'],
    ['x-trail-plain', 'value'],
    ['x-trail-odd', 'a=b; c="d, e"; %41 %']),

  'metadata-binary': mesh => thereAndBack(
    mesh,
    ['x-echo-all-bin', allBytes],
    ['x-echo-one-bin', Buffer.from([0])],
    ['x-echo-two-bin', Buffer.from([255, 254])],
    ['x-trail-all-bin', allBytes]),

  // gRPC's core takes 8 KiB of metadata unless told otherwise.
  'metadata-large': mesh => thereAndBack(
    mesh,
    ['x-echo-long', 'l'.repeat(3500)],
    ['x-trail-long-bin', Buffer.alloc(2500, 7)]),

  'metadata-repeated': mesh => thereAndBack(
    mesh,
    ['x-echo-many', 'first'], ['x-echo-many', 'second'], ['x-echo-many', 'first'],
    ['x-trail-many', 'c'], ['x-trail-many', 'b'], ['x-trail-many', 'a']),

  'metadata-repeated-binary': mesh => thereAndBack(
    mesh,
    ['x-echo-many-bin', Buffer.from([1, 2, 3])], ['x-echo-many-bin', Buffer.from([0xff])],
    ['x-trail-many-bin', Buffer.from([9])], ['x-trail-many-bin', allBytes]),

  // What the mesh adds for the app, and what it must not pass on.
  async 'metadata-mesh'(mesh) {
    const name = mesh.callName();
    await mesh.unary({}, { metadata: mesh.metadata(['x-call', name]) });
    const seen = Object.fromEntries((await mesh.observed(name)).metadata.map(({ key, value }) => [key, value.toString()]));
    assert.equal(seen['dapr-caller-app-id'], mesh.options.caller);
    assert.equal(seen['dapr-callee-app-id'], mesh.appId);
    assert.equal(seen['dapr-app-id'], undefined);
  },

  async 'metadata-stream'(mesh) {
    const call = mesh.echo.Stream({ answers: 3, answer_bytes: 1 }, mesh.metadata(['x-echo-a', 'head'], ['x-trail-b-bin', allBytes]));
    const answers = new Answers(call);
    const { values, status: end } = await answers.all();
    assert.equal(values.length, 3);
    assert.deepEqual(answers.headers.get('x-echo-a'), ['head']);
    assert.ok(allBytes.equals(end.metadata.get('x-trail-b-bin')[0]));
  },
};
