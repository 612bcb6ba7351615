'use strict';

const { Answers, assert, sleep, status } = require('../mesh');

const words = n => Array.from({ length: n }, (_, i) => Buffer.from(`word ${i} `));

module.exports = {
  async 'client-stream'(mesh) {
    const payloads = words(500);
    const reply = await new Promise((resolve, reject) => {
      const call = mesh.echo.Collect(mesh.metadata(), (error, value) => (error ? reject(error) : resolve(value)));
      for (const payload of payloads) call.write({ payload });
      call.end();
    });
    assert.equal(reply.index, 500);
    assert.ok(reply.payload.equals(Buffer.concat(payloads)));
  },

  async 'server-stream'(mesh) {
    const { values, status: end } = await new Answers(mesh.echo.Stream({ answers: 500, answer_bytes: 3000 }, mesh.metadata())).all();
    assert.equal(end.code, status.OK, end.details);
    assert.deepEqual(values.map(value => value.index), [...Array(500).keys()]);
    assert.ok(values.every(value => value.payload.length === 3000));
  },

  // Each answer comes before the next request goes out: nothing on the way may wait for more.
  async 'bidi-ping-pong'(mesh) {
    const call = mesh.echo.Chat(mesh.metadata());
    const answers = new Answers(call);
    for (const [i, payload] of words(50).entries()) {
      call.write({ payload });
      const { value, status: end } = await answers.next();
      assert.ok(value, end?.details);
      assert.equal(value.index, i);
      assert.ok(value.payload.equals(payload));
    }

    call.end();
    assert.equal((await answers.next()).status.code, status.OK);
  },

  // The call reaches the app, and the app's headers come back, before the first message of either side.
  async 'bidi-late-start'(mesh) {
    const name = mesh.callName();
    const call = mesh.echo.Chat(mesh.metadata(['x-call', name], ['x-echo-early', 'yes']));
    const answers = new Answers(call);
    await mesh.until(name, seen => seen.known);
    for (let i = 0; i < 200 && !answers.headers; i++) await sleep(10);
    assert.deepEqual(answers.headers?.get('x-echo-early'), ['yes']);

    call.write({ payload: Buffer.from('at last') });
    assert.equal((await answers.next()).value.payload.toString(), 'at last');
    call.end();
    assert.equal((await answers.next()).status.code, status.OK);
  },

  // The client is done while the app still answers.
  async 'bidi-half-close'(mesh) {
    const call = mesh.echo.Chat(mesh.metadata());
    for (let i = 0; i < 20; i++) call.write({ answer_bytes: 100, sleep_ms: 20 });
    call.end();
    const { values, status: end } = await new Answers(call).all();
    assert.equal(end.code, status.OK, end.details);
    assert.equal(values.length, 20);
  },

  // A half-close without any message.
  async 'stream-empty'(mesh) {
    const call = mesh.echo.Chat(mesh.metadata());
    call.end();
    const { values, status: end } = await new Answers(call).all();
    assert.equal(end.code, status.OK, end.details);
    assert.equal(values.length, 0);
  },
};
