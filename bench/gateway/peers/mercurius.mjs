// The Mercurius gateway over the shop. PORT, SHOP_PORTS.
import gateway from '@mercuriusjs/gateway';
import Fastify from 'fastify';

const ports = JSON.parse(process.env.SHOP_PORTS);
const app = Fastify();
await app.register(gateway, {
  graphiql: false,
  jit: 1,
  gateway: {
    services: Object.entries(ports).map(([name, port]) => ({ name, url: `http://127.0.0.1:${port}/graphql` })),
  },
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
