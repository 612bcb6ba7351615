'use strict';
// The echo app, with @grpc/grpc-js. usage: app.js PORT

const { once } = require('node:events');
const { setTimeout: sleep } = require('node:timers/promises');
const grpc = require('@grpc/grpc-js');
const { echo } = require('./protos');

const observations = new Map();

/** One call: what the app saw of it, and how it answers. */
class Call {
  constructor(call) {
    this.call = call;
    this.trailers = new grpc.Metadata();
    this.cancelled = new AbortController();
    this.seen = { known: true, cancelled: false, finished: false, requests: 0, answers: 0, deadline_ms: 0, metadata: [] };
    const headers = new grpc.Metadata();
    for (const key of Object.keys(call.metadata.getMap())) {
      for (const value of call.metadata.get(key)) {
        this.seen.metadata.push({ key, value: Buffer.from(value) });
        if (key.startsWith('x-echo-')) headers.add(key, value);
        if (key.startsWith('x-trail-')) this.trailers.add(key, value);
        if (key === 'x-call') observations.set(value, this.seen);
      }
    }

    const left = call.getDeadline() - Date.now();
    if (Number.isFinite(left)) this.seen.deadline_ms = Math.max(1, Math.round(left));
    call.on('cancelled', () => {
      this.seen.cancelled = true;
      this.cancelled.abort();
    });
    call.sendMetadata(headers);
  }

  /** What a request may ask for besides an answer. */
  obey(request) {
    this.seen.requests++;
    if (request.die) process.kill(process.pid, 'SIGKILL');
  }

  async rest(request) {
    if (request.sleep_ms) await sleep(request.sleep_ms, undefined, { signal: this.cancelled.signal });
  }

  async answer(request, index) {
    await this.rest(request);
    this.seen.answers++;
    return { payload: request.answer_bytes ? Buffer.alloc(request.answer_bytes) : request.payload, index };
  }

  /** The error that a request asks for, as grpc-js wants it. */
  failure(request) {
    this.seen.finished = true;
    if (!request?.fail) return null;
    if (request.fail.details.length) this.trailers.set('grpc-status-details-bin', request.fail.details);
    return { code: request.fail.code, details: request.fail.message, metadata: this.trailers };
  }

  /** Waits until there is room: what is not read must not pile up here. */
  async write(reply) {
    if (!this.call.write(reply)) await once(this.call, 'drain', { signal: this.cancelled.signal });
  }

  end(request) {
    const failure = this.failure(request);
    if (failure) this.call.emit('error', failure);
    else this.call.end(this.trailers);
  }
}

async function unary(call, done) {
  const own = new Call(call);
  own.obey(call.request);
  const reply = await own.answer(call.request, 0);
  const failure = own.failure(call.request);
  if (failure) done(failure);
  else done(null, reply, own.trailers);
}

async function collect(call, done) {
  const own = new Call(call);
  const payloads = [];
  let last;
  for await (const request of call) {
    own.obey(request);
    await own.rest(request);
    payloads.push(request.payload);
    last = request;
  }

  own.seen.answers = 1;
  const failure = own.failure(last);
  if (failure) done(failure);
  else done(null, { payload: Buffer.concat(payloads), index: payloads.length }, own.trailers);
}

async function stream(call) {
  const own = new Call(call);
  own.obey(call.request);
  for (let index = 0; index < call.request.answers; index++) {
    await own.write(await own.answer(call.request, index));
  }

  own.end(call.request);
}

function chat(call) {
  const own = new Call(call);
  let index = 0;
  let last = Promise.resolve();
  const take = async request => {
    own.obey(request);
    if (request.fail) return own.end(request);
    await own.write(await own.answer(request, index++));
    call.resume();
  };
  // Not "for await": that destroys the stream when it leaves, and with it the answers that still have to go out.
  call.on('data', request => {
    call.pause();
    last = quiet(take)(request);
  });
  call.on('end', () => last.then(() => own.end()));
}

function observe(call, done) {
  done(null, observations.get(call.request.call) ?? {});
}

/** A cancelled call ends its handler with an AbortError. */
const quiet = handler => (...args) => handler(...args).catch(error => {
  if (error.name !== 'AbortError') throw error;
});

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
server.addService(echo.Echo.service, {
  Unary: quiet(unary), Collect: quiet(collect), Stream: quiet(stream), Chat: chat, Observe: observe,
});
server.bindAsync(`127.0.0.1:${process.argv[2]}`, grpc.ServerCredentials.createInsecure(), error => {
  if (error) throw error;
  console.log('ready');
});
