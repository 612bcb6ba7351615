// The app of the streams: whatever comes goes back, message by message, and the status is OK. Messages are not decoded, so that the app costs little.
'use strict';

const http2 = require('node:http2');

const server = http2.createServer({ settings: { maxConcurrentStreams: 4096 } });
server.on('stream', stream => {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.on('error', () => stream.destroy()); // a client that went away
  stream.pipe(stream);
});
server.listen(Number(process.argv[2]), '127.0.0.1');
