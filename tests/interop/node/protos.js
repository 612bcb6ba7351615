'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const folder = path.join(__dirname, '..', 'protos');

/** The services of a file in ../protos. */
function load(file) {
  return grpc.loadPackageDefinition(loader.loadSync(path.join(folder, file), { keepCase: true, defaults: true, enums: String }));
}

module.exports = { echo: load('echo.proto').meshruntime.interop };
