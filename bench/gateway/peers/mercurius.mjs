// The Mercurius gateway over the shop. Arguments: port, ports of the shop.
import gateway from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const [port, shopPorts] = process.argv.slice(2);
const ports = JSON.parse(shopPorts);
const app = Fastify();
await app.register(gateway, {
  graphiql: false,
  jit: 1,
  gateway: {
    services: Object.entries(ports).map(([name, port]) => ({ name, url: `http://127.0.0.1:${port}/graphql` })),
  },
});
await app.listen({ host: '127.0.0.1', port: Number(port) });
