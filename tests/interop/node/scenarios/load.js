'use strict';

const { Answers, assert, sleep, status } = require('../mesh');

module.exports = {
  // All are open at the same time: each has had an answer before any of them ends.
  async 'streams-1000'(mesh) {
    const calls = Array.from({ length: 1000 }, () => mesh.echo.Chat(mesh.metadata()));
    const answers = calls.map(call => new Answers(call));
    for (const [i, call] of calls.entries()) call.write({ payload: Buffer.from(`${i}`) });
    for (const [i, answer] of answers.entries()) {
      const { value, status: end } = await answer.next();
      assert.equal(value?.payload.toString(), `${i}`, end?.details);
    }

    for (const call of calls) call.end();
    for (const answer of answers) assert.equal((await answer.next()).status?.code, status.OK);
  },

  // A stream of 192 MiB whose reader rests: the app has to stop sending. When the reader goes on, so does the app.
  async 'back-pressure'(mesh) {
    const name = mesh.callName();
    const call = mesh.echo.Stream({ answers: 3072, answer_bytes: 65_536 }, mesh.metadata(['x-call', name]));
    const answers = new Answers(call);
    assert.ok((await answers.next()).value);
    call.pause();
    let before, now = 0;
    do {
      before = now;
      await sleep(1000);
      now = (await mesh.observed(name)).answers;
    } while (now !== before);

    console.log(`the app stopped after ${now} answers of 64 KiB`);
    assert.ok(now < 1024, `the app could send ${now} answers of 64 KiB that nobody read`);
    call.resume();
    for (let i = 1; i < now + 200; i++) assert.equal((await answers.next()).value?.index, i);
    call.cancel();
    await mesh.until(name, seen => seen.cancelled);
  },
};
