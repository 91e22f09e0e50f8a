import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { JourneyProblem } from './problem.ts';

const POLL_MS = 50;
const DEADLINE_MS = 10_000;

const mailSchema = z.object({ to: z.string(), subject: z.string(), text: z.string(), link: z.string().nullish() });
const mailsSchema = z.object({ mails: z.array(mailSchema) });

/**
 * Waits for a message to `address` whose link leads to `page`, on the development page of outgoing mail, and takes the
 * token from the link, as a person would by opening it.
 */
export async function tokenFromMail(
  endpointUrl: string,
  address: string,
  page: 'confirm' | 'invitation',
): Promise<string> {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const response = await fetch(new URL('/outbox?format=json', endpointUrl));
    if (response.status === 404)
      throw new JourneyProblem('There is no page of outgoing mail here.', 'The journey needs a development stack.');
    const { mails } = mailsSchema.parse(await response.json());
    for (const { to, link } of mails) {
      const url = to === address && typeof link === 'string' ? new URL(link) : undefined;
      const token = url?.pathname === `/${page}` ? url.searchParams.get('token') : null;
      if (token !== null) return token;
    }
    await delay(POLL_MS);
  }
  throw new JourneyProblem(`No message with a link to /${page} came for ${address}.`);
}
