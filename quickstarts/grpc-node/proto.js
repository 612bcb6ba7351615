// The service of orders.proto, for both apps.
'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const definition = protoLoader.loadSync(path.join(__dirname, 'orders.proto'), { enums: String, defaults: true });

module.exports = grpc.loadPackageDefinition(definition).orders.v1;
