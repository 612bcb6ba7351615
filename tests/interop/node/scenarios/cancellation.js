'use strict';

const { Answers, assert, status } = require('../mesh');

module.exports = {
  async 'cancel-before-answer'(mesh) {
    const name = mesh.callName();
    const outcome = new Promise(resolve => {
      const call = mesh.echo.Unary({ sleep_ms: 20_000 }, mesh.metadata(['x-call', name]), error => resolve(error));
      mesh.until(name, seen => seen.requests === 1).then(() => call.cancel());
    });
    assert.equal((await outcome)?.code, status.CANCELLED);
    assert.equal((await mesh.until(name, seen => seen.cancelled)).answers, 0);
  },

  async 'cancel-after-answer'(mesh) {
    const name = mesh.callName();
    const call = mesh.echo.Stream({ answers: 1000, answer_bytes: 100, sleep_ms: 50 }, mesh.metadata(['x-call', name]));
    const answers = new Answers(call);
    assert.ok((await answers.next()).value);
    call.cancel();
    assert.equal((await answers.all()).status.code, status.CANCELLED);
    assert.ok((await mesh.until(name, seen => seen.cancelled)).answers < 100);
  },

  // The client goes away in the middle of its own stream.
  async 'cancel-upload'(mesh) {
    const name = mesh.callName();
    const outcome = new Promise(resolve => {
      const call = mesh.echo.Collect(mesh.metadata(['x-call', name]), error => resolve(error));
      call.write({ sleep_ms: 20_000 });
      mesh.until(name, seen => seen.requests === 1).then(() => call.cancel());
    });
    assert.equal((await outcome)?.code, status.CANCELLED);
    assert.equal((await mesh.until(name, seen => seen.cancelled)).answers, 0);
  },

  async deadline(mesh) {
    const name = mesh.callName();
    const begun = Date.now();
    const { code } = await mesh.unary(
      { sleep_ms: 20_000 }, { metadata: mesh.metadata(['x-call', name]), options: { deadline: begun + 800 } });
    const took = Date.now() - begun;
    assert.equal(code, status.DEADLINE_EXCEEDED);
    assert.ok(took >= 750 && took < 3000, `took ${took} ms`);
    const seen = await mesh.until(name, call => call.cancelled);
    assert.ok(seen.deadline_ms > 100 && seen.deadline_ms <= 810, `the app was given ${seen.deadline_ms} ms`);
  },

  async 'deadline-far'(mesh) {
    const name = mesh.callName();
    const { code } = await mesh.unary({}, { metadata: mesh.metadata(['x-call', name]), options: { deadline: Date.now() + 3_600_000 } });
    assert.equal(code, status.OK);
    const left = (await mesh.observed(name)).deadline_ms;
    assert.ok(left > 3_590_000 && left <= 3_600_100, `the app was given ${left} ms`);
  },

  async 'deadline-none'(mesh) {
    const name = mesh.callName();
    const { code } = await mesh.unary({}, { metadata: mesh.metadata(['x-call', name]) });
    assert.equal(code, status.OK);
    assert.equal((await mesh.observed(name)).deadline_ms, 0);
  },
};
