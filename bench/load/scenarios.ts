import { z } from 'zod';
import type { Account } from './accounts.ts';
import type { Objective } from './targets.ts';
import type { WebClient } from './web-client.ts';

/** What one user of a scenario has. */
export interface User {
  readonly client: WebClient;
  readonly account: Account;
  /** Times one request. */
  readonly timed: (kind: Objective | undefined, request: () => Promise<unknown>) => Promise<unknown>;
  /** Counts up with each turn of this user. */
  readonly turn: number;
  /** Whether nothing more is to be asked. */
  readonly isOver: () => boolean;
}

export interface Scenario {
  readonly name: string;
  /** One turn of a user: some requests, one after the other. */
  readonly turn: (user: User) => Promise<void>;
  /** A multiple of the pause between two turns; signing in is not done every few seconds. */
  readonly pauses?: number;
}

const challenge = z.object({ login: z.object({ challenge: z.object({ id: z.string() }) }) });

const health = async ({ client, timed }: User): Promise<void> => {
  await timed('health', () => client.health());
};

const list = async ({ client, account, timed, turn }: User): Promise<void> => {
  const operation = ['People', 'Cases', 'Assets', 'Documents'][turn % 4] ?? 'People';
  await timed('list', () => client.run(operation, { first: 20 }, account.person.accessToken()));
};

const create = async ({ client, account, timed }: User): Promise<void> => {
  const input = { fullName: 'A person' };
  await timed('create', () => client.run('AddPerson', { input }, account.person.accessToken()));
};

/** The sign-in of each account that is under way: its codes are good in the order in which they were made. */
const underWay = new WeakMap<Account, Promise<void>>();

/** Password and second factor, by one user of an account at a time. */
const signIn = async (user: User): Promise<void> => {
  const { account } = user;
  const mine = (underWay.get(account) ?? Promise.resolve()).then(() => signInOnce(user));
  underWay.set(
    account,
    mine.catch(() => undefined),
  );
  await mine;
};

/** A code is taken beforehand: waiting for the next one is no part of the time. */
async function signInOnce({ client, account, timed, isOver }: User): Promise<void> {
  if (isOver()) return;
  const { email, password, authenticator } = account.person;
  const code = await authenticator.nextCode();
  if (isOver()) return;
  const begun = await timed('auth', () => client.run('Login', { input: { email, password, deviceName: 'load' } }));
  if (begun === undefined) return;
  const { login } = challenge.parse(begun);
  await timed('auth', () => client.run('VerifyMfa', { input: { challengeId: login.challenge.id, code } }));
}

const exportPack = async ({ client, account, timed }: User): Promise<void> => {
  const input = { caseId: account.caseId };
  await timed(undefined, () => client.run('ExportPack', { input }, account.person.accessToken()));
};

/** Mostly reading, as people do; a pack is taken away once in a hundred times. */
const mixed = async (user: User): Promise<void> => {
  // Users begin at different places, so that they do not all do the same at once.
  const step = (user.turn * 37) % 100;
  if (step < 55) await list(user);
  else if (step < 75) await user.timed(undefined, () => user.client.run('Me', {}, user.account.person.accessToken()));
  else if (step < 90) await create(user);
  else if (step < 99) await health(user);
  else await exportPack(user);
};

/** at least these six. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'health', turn: health },
  { name: 'sign-in', turn: signIn, pauses: 12 },
  { name: 'list', turn: list },
  { name: 'create', turn: create },
  { name: 'export', turn: exportPack, pauses: 4 },
  { name: 'mixed', turn: mixed },
];
