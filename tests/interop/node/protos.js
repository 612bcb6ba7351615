'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const tests = path.join(__dirname, '..');
const options = { keepCase: true, defaults: true, enums: String };

/** The services of a file under a folder. */
function load(folder, file) {
  return grpc.loadPackageDefinition(loader.loadSync(file, { ...options, includeDirs: [folder] }));
}

module.exports = {
  echo: load(path.join(tests, 'protos'), 'echo.proto').meshruntime.interop,

  /** Dapr's own API. */
  dapr: () => load(path.join(tests, '..', '..', 'src', 'MeshRuntime.Protocol', 'Protos'), 'dapr/proto/runtime/v1/dapr.proto').dapr.proto.runtime.v1,
};
