'use strict';

const { randomBytes } = require('node:crypto');
const { gzipSync } = require('node:zlib');
const { echo } = require('../protos');
const { assert, status } = require('../mesh');

const MiB = 1024 * 1024;

module.exports = {
  async 'unary-empty'(mesh) {
    const { code, reply } = await mesh.unary({});
    assert.equal(code, status.OK);
    assert.equal(reply.payload.length, 0);
  },

  async 'unary-large'(mesh) {
    const payload = randomBytes(6 * MiB);
    const { error, reply } = await mesh.unary({ payload });
    assert.equal(error, null);
    assert.ok(reply.payload.equals(payload));
  },

  async 'unary-gzip'(mesh) {
    const client = mesh.client(echo.Echo, { 'grpc.default_compression_algorithm': 2 });
    const payload = Buffer.from('seven letters '.repeat(100_000));
    assert.ok(gzipSync(payload).length < payload.length / 100);
    const { error, reply } = await mesh.unary({ payload, gzip: true }, { client });
    assert.equal(error, null);
    assert.ok(reply.payload.equals(payload));
  },

  // The sidecars of the tests take 16 MiB.
  async 'too-large-request'(mesh) {
    const call = mesh.callName();
    const { code, error } = await mesh.unary({ payload: Buffer.alloc(17 * MiB) }, { metadata: mesh.metadata(['x-call', call]) });
    assert.equal(code, status.RESOURCE_EXHAUSTED, error?.message);
    assert.equal((await mesh.observed(call)).requests, 0);
  },

  async 'too-large-answer'(mesh) {
    const { code, error } = await mesh.unary({ answer_bytes: 17 * MiB });
    assert.equal(code, status.RESOURCE_EXHAUSTED, error?.message);
  },
};
