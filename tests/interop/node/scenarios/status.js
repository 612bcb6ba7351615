'use strict';

const { echo } = require('../protos');
const { Answers, assert, status } = require('../mesh');

const special = 'line one\nline two\r\ttab; 100% %41 %zz; "quotes" \\ back; naïve façade — 漢字 🎉';
const allBytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

module.exports = {
  async 'status-message'(mesh) {
    const { code, error } = await mesh.unary({ fail: { code: status.FAILED_PRECONDITION, message: special } });
    assert.equal(code, status.FAILED_PRECONDITION);
    assert.equal(error.details, special);
  },

  // Every code that an app can answer comes back as it is: none is taken for a failure of the mesh.
  async 'status-codes'(mesh) {
    for (let code = 1; code <= 16; code++) {
      const outcome = await mesh.unary({ fail: { code, message: `code ${code}` } });
      assert.deepEqual([outcome.code, outcome.error.details], [code, `code ${code}`]);
    }
  },

  async 'status-details'(mesh) {
    const { code, error, trailers } = await mesh.unary(
      { fail: { code: status.INVALID_ARGUMENT, message: 'look inside', details: allBytes } },
      { metadata: mesh.metadata(['x-trail-beside', 'kept']) });
    assert.equal(code, status.INVALID_ARGUMENT);
    assert.equal(error.details, 'look inside');
    assert.ok(allBytes.equals(trailers.get('grpc-status-details-bin')[0]));
    assert.deepEqual(trailers.get('x-trail-beside'), ['kept']);
  },

  async 'status-after-answers'(mesh) {
    const call = mesh.echo.Stream(
      { answers: 5, answer_bytes: 10, fail: { code: status.DATA_LOSS, message: special, details: allBytes } },
      mesh.metadata(['x-trail-beside', 'kept']));
    const { values, status: end } = await new Answers(call).all();
    assert.equal(values.length, 5);
    assert.deepEqual([end.code, end.details], [status.DATA_LOSS, special]);
    assert.ok(allBytes.equals(end.metadata.get('grpc-status-details-bin')[0]));
    assert.deepEqual(end.metadata.get('x-trail-beside'), ['kept']);
  },

  // The app answers an error while the client is still sending.
  async 'status-during-upload'(mesh) {
    const call = mesh.echo.Chat(mesh.metadata());
    const answers = new Answers(call);
    call.write({ payload: Buffer.from('fine') });
    assert.ok((await answers.next()).value);
    call.write({ fail: { code: status.ABORTED, message: 'enough' } });
    const end = (await answers.next()).status;
    assert.deepEqual([end?.code, end?.details], [status.ABORTED, 'enough']);
  },

  async 'unimplemented-method'(mesh) {
    assert.equal((await mesh.unary({}, { method: 'Forgotten' })).code, status.UNIMPLEMENTED);
  },

  async 'unimplemented-service'(mesh) {
    assert.equal((await mesh.unary({}, { client: mesh.client(echo.Nowhere) })).code, status.UNIMPLEMENTED);
  },
};
