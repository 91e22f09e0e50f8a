import { connect } from '../../cli/journey/endpoint.ts';
import { confirm, inventPerson, signIn, signUp } from '../../cli/journey/person.ts';
import { emergencyPack } from '../../tests/support/e2e/world.ts';
import type { SignedIn } from '../../cli/journey/person.ts';
import type { Progress } from '../access/progress.ts';

/** Somebody with an account, and with a case that can be exported. */
export interface Account {
  readonly person: SignedIn;
  readonly caseId: string;
}

/**
 * Makes new people, each in a tenant of their own. One after the other: a password takes a processor, and nothing is measured yet.
 * @param url of a stack whose outgoing mail can be read
 */
export async function openAccounts(url: string, count: number, progress: Progress): Promise<Account[]> {
  const endpoint = connect(url);
  const accounts: Account[] = [];
  for (let made = 1; made <= count; made += 1) {
    progress(`account ${String(made)} of ${String(count)}`);
    const someone = inventPerson('somebody', 'load');
    await signUp(endpoint, someone);
    const person = await signIn(endpoint, someone, await confirm(endpoint, someone));
    accounts.push({ person, caseId: await emergencyPack(person) });
  }
  return accounts;
}
