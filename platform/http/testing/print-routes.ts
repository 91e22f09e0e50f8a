// What a server with routes of every form makes of some addresses, as one line of JSON on standard output.
import { silentLogger } from '#platform/logging';
import { createHttpServer } from '#platform/http';

const ROUTES = [
  '/',
  '/a',
  '/ab',
  '/abc/:one',
  '/abc/:one/two/:three/:four/:five/:six/:seven',
  '/files/*',
  '/a-prefix-of-more-than-sixteen/:id',
];
const ADDRESSES = [
  '/',
  '/a',
  '/ab',
  '/ac',
  '/abc/1',
  '/abc/%2e%2e',
  '/abc/1/two/3/4/5/6/7',
  '/abc/1/two/3/4/5/6',
  '/files/x/y',
  '/files/',
  '/a-prefix-of-more-than-sixteen/9',
  '/a-prefix-of-more-than-sixteeN/9',
  '/healthz',
  '/__proto__',
  '/abc/__proto__',
];

const server = createHttpServer({ logger: silentLogger, dependencies: {} });
for (const url of ROUTES) server.get(url, (request) => ({ url, params: request.params }));
const answers = [];
for (const url of ADDRESSES) {
  const { statusCode, body } = await server.inject({
    method: 'GET',
    url,
    headers: { host: 'a', 'x-request-id': 'one-request' },
  });
  answers.push({ url, statusCode, body });
}
await server.close();
process.stdout.write(`${JSON.stringify(answers)}\n`);
