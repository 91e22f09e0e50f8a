import { describe, expect, test } from '@jest/globals';
import { callAsGateway, callInside, gatewaySigner } from '../support/e2e/inside.ts';

const SUBGRAPHS = ['identity', 'vault', 'case', 'incident', 'audit', 'operations'] as const;
const QUESTIONS = {
  _service: JSON.stringify({ query: '{ _service { sdl } }' }),
  _entities: JSON.stringify({
    query: '{ _entities(representations: [{ __typename: "Case", id: "x" }]) { __typename } }',
  }),
  __typename: JSON.stringify({ query: '{ __typename }' }),
};
const REFUSED = { status: 401, json: expect.objectContaining({ code: 'SERVICE_SIGNATURE_INVALID' }) as unknown };
const rows = SUBGRAPHS.flatMap((service) =>
  Object.keys(QUESTIONS).map((question) => [service, question as keyof typeof QUESTIONS] as const),
);

async function signed(service: string, body: string): Promise<Record<string, string>> {
  return (await gatewaySigner())({
    callee: service,
    method: 'POST',
    path: '/graphql',
    query: '',
    headers: {},
    body: Buffer.from(body),
  });
}

describe('[R-044] a subgraph answers signed callers only', () => {
  test.each(rows)('%s refuses an unsigned %s', async (service, question) => {
    expect(await callInside({ service, body: QUESTIONS[question] })).toMatchObject(REFUSED);
  });

  test.each(SUBGRAPHS)('%s refuses a body that was changed after signing', async (service) => {
    const headers = await signed(service, QUESTIONS.__typename);
    expect(await callInside({ service, body: QUESTIONS._service, headers })).toMatchObject(REFUSED);
  });

  test.each(SUBGRAPHS)('%s refuses the same request a second time', async (service) => {
    const headers = await signed(service, QUESTIONS.__typename);
    expect(await callInside({ service, body: QUESTIONS.__typename, headers })).toMatchObject({ status: 200 });
    expect(await callInside({ service, body: QUESTIONS.__typename, headers })).toMatchObject(REFUSED);
  });

  test.each(SUBGRAPHS)('%s refuses a request that was signed for another subgraph', async (service) => {
    const other = SUBGRAPHS.find((name) => name !== service) ?? 'vault';
    const headers = await signed(other, QUESTIONS.__typename);
    expect(await callInside({ service, body: QUESTIONS.__typename, headers })).toMatchObject(REFUSED);
    expect(
      await callInside({ service, body: QUESTIONS.__typename, headers: { ...headers, 'x-lifeready-callee': service } }),
    ).toMatchObject(REFUSED);
  });

  test.each(SUBGRAPHS)('%s refuses an authorization that the signature does not cover', async (service) => {
    const headers = { ...(await signed(service, QUESTIONS.__typename)), authorization: 'Bearer a.b.c' };
    expect(await callInside({ service, body: QUESTIONS.__typename, headers })).toMatchObject(REFUSED);
  });

  test.each(SUBGRAPHS)('%s says nothing about unknown addresses to the unsigned', async (service) => {
    expect(await callInside({ service, path: '/internal/anything', body: '{}' })).toMatchObject(REFUSED);
  });

  test.each(SUBGRAPHS)('%s answers its signed caller', async (service) => {
    expect(await callAsGateway({ service, body: QUESTIONS._service })).toMatchObject({ status: 200 });
  });
});
