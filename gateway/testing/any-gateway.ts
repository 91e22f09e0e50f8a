import { systemClock } from '#platform/clock';
import { silentLogger } from '#platform/logging';
import { startAnyGateway } from '../any-supergraph/app.ts';
import { readGatewaySettings } from '../config.ts';

export interface PlainAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

/** A gateway over the supergraph of a file, whosever it is, over real HTTP. */
export async function startTestAnyGateway(file: string, environment: Readonly<Record<string, string>> = {}) {
  const settings = readGatewaySettings({
    LIFEREADY_ENV: 'test',
    PORT: '0',
    GATEWAY_ACCESS: 'off',
    SUPERGRAPH_FILE: file,
    ...environment,
  });
  if (settings.access !== 'off') throw new Error('not that gateway');
  const running = await startAnyGateway({ config: settings.config, logger: silentLogger, clock: systemClock });
  const url = await running.server.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    running,
    ask: (query: string) => askPlainly(url, query),
    close: async () => {
      await running.server.close();
      for (const resource of running.resources) await resource.close();
    },
  };
}

export async function askPlainly(url: string, query: string): Promise<PlainAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as PlainAnswer;
}
