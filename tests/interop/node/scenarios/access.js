'use strict';

const { Answers, assert, status } = require('../mesh');

/**
 * One small call. Options: method=Unary|Stream; code=NAME[,NAME]: how it ends; says=…: what the message holds; token=…: sent as dapr-api-token;
 * app-token=…: what the app has to see as the only dapr-api-token.
 */
async function call(mesh) {
  const { method = 'Unary', code = 'OK', says = '', token, 'app-token': appToken } = mesh.options;
  const own = token ? [['dapr-api-token', token]] : [];
  const name = mesh.callName();
  const metadata = mesh.metadata(['x-call', name], ...own);
  const end = method === 'Unary'
    ? await mesh.unary({ payload: Buffer.from('x') }, { metadata }).then(outcome => ({ code: outcome.code, details: outcome.error?.details ?? '' }))
    : (await new Answers(mesh.echo[method]({ answers: 1 }, metadata)).all()).status;
  assert.ok(code.split(',').includes(status[end.code]), `${status[end.code]}: ${end.details}`);
  assert.ok(end.details.includes(says), end.details);
  if (appToken) {
    const { reply: seen } = await mesh.unary({ call: name }, { method: 'Observe', metadata: mesh.metadata(...own) });
    const tokens = seen.metadata.filter(entry => entry.key === 'dapr-api-token').map(entry => entry.value.toString());
    assert.deepEqual(tokens, [appToken]);
  }
}

module.exports = { call };
