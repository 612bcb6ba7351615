'use strict';

const { Answers, assert, sleep, status } = require('../mesh');

module.exports = {
  // No message and no ping of ours for a while, then the same stream goes on.
  async idle(mesh) {
    const call = mesh.echo.Chat(mesh.metadata());
    const answers = new Answers(call);
    call.write({ payload: Buffer.from('before') });
    assert.equal((await answers.next()).value.payload.toString(), 'before');
    await sleep(1000 * mesh.options.seconds);
    call.write({ payload: Buffer.from('after') });
    const { value, status: end } = await answers.next();
    assert.equal(value?.payload.toString(), 'after', end?.details);
    call.end();
    assert.equal((await answers.next()).status.code, status.OK);
  },

  // The app is killed in the middle of a stream, and started again by whoever runs this.
  async 'app-death'(mesh) {
    const call = mesh.echo.Chat(mesh.metadata());
    const answers = new Answers(call);
    call.write({ payload: Buffer.from('alive') });
    assert.ok((await answers.next()).value);
    const begun = Date.now();
    call.write({ die: true });
    const end = (await answers.next()).status;
    assert.equal(end?.code, status.UNAVAILABLE, `${end?.code} ${end?.details}`);
    assert.ok(Date.now() - begun < 3000, `noticed after ${Date.now() - begun} ms`);

    let outcome;
    for (const limit = Date.now() + 15_000; Date.now() < limit; await sleep(100)) {
      outcome = await mesh.unary({});
      if (outcome.code === status.OK) return;
      assert.equal(outcome.code, status.UNAVAILABLE, outcome.error.message);
    }

    assert.fail(`the app is back, but: ${outcome.error.message}`);
  },
};
