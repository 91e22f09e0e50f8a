// What most people run: Apollo Server over @apollo/gateway, as both come. Arguments: port, file of the supergraph.
import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { disableVendorTelemetry } from '../../../gateway/config.ts';

disableVendorTelemetry();
const [port, supergraphFile] = process.argv.slice(2);
const supergraphSdl = readFileSync(String(supergraphFile), 'utf8');
const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) });
await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: Number(port) } });
