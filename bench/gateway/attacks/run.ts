import { medianOf } from '../../access/statistics.ts';
import { rateOf } from '../../audit/clients.ts';
import { quantileOf } from '../../audit/quantile.ts';
import { ATTACKS } from '../../../tests/security/gateway/all-attacks.ts';
import { startFlood } from './flood.ts';
import { createPeople } from './people.ts';
import { createRefusalMeter } from './refusal-cpu.ts';
import { startAttackedGateway } from './serve.ts';
import type { Progress } from '../../access/progress.ts';
import type { Stretch } from '../../audit/clients.ts';
import type { AttackedGateway } from './serve.ts';
import type { People } from './people.ts';
import type { RefusalCost } from './refusal-cpu.ts';

export interface AttackOptions {
  /** Of each stretch. */
  readonly seconds: number;
  /** Stretches with and without the attack, in turns. */
  readonly rounds: number;
  /** Connections of the attacker. */
  readonly connections: number;
  /** Refusals of each attack in one batch. */
  readonly requests: number;
  readonly people: number;
  /** Part of the names of the kinds that are measured. */
  readonly kinds: string;
  readonly progress: Progress;
}

/** What one kind of attack does. */
export interface AttackedKind {
  readonly kind: string;
  readonly attacks: number;
  /** The attack whose refusal takes the most processor time. */
  readonly worst: RefusalCost;
  readonly medianCpuMs: number;
  /** What people get done during the attack over what they get done without. */
  readonly kept: number;
  /** The same for each millisecond of processor time of the gateway: what is left of it on a machine that is busy with other work. */
  readonly keptPerCpu: number;
  readonly healthP99Ms: number;
  /** Answers to the attacker in a second, and the share of them that were refused for their number. */
  readonly answered: number;
  readonly blocked: number;
}

/** Each kind of attack: what refusing it costs, then what others notice while somebody sends as much of it as they can. */
export async function measureAttacks(options: AttackOptions): Promise<readonly AttackedKind[]> {
  const gateway = await startAttackedGateway();
  const people = createPeople(gateway, options.people);
  try {
    const measure = createRefusalMeter(gateway, options.requests);
    options.progress('warming up');
    await people.work(options.seconds);
    const chosen = Object.entries(ATTACKS).filter(([kind]) => kind.includes(options.kinds));
    for (const attack of chosen.flatMap(([, attacks]) => attacks)) await measure.once(attack);
    const found: AttackedKind[] = [];
    for (const [index, [kind, attacks]] of chosen.entries()) {
      options.progress(`${kind}: what a refusal costs`);
      const costs: RefusalCost[] = [];
      for (const attack of attacks) costs.push(await measure.cost(attack));
      const [worst] = costs.toSorted((one, other) => other.cpuMs - one.cpuMs);
      if (worst === undefined) continue;
      const medianCpuMs = medianOf(costs.map(({ cpuMs }) => cpuMs));
      options.progress(`${kind}: what others notice`);
      const noticed = await underAttack(gateway, people, kind, { ...options, index });
      found.push({ kind, attacks: attacks.length, worst, medianCpuMs, ...noticed });
    }
    return found;
  } finally {
    await people.close();
    gateway.close();
  }
}

async function underAttack(
  gateway: AttackedGateway,
  people: People,
  kind: string,
  { seconds, rounds, connections, index }: AttackOptions & { readonly index: number },
): Promise<Pick<AttackedKind, 'kept' | 'keptPerCpu' | 'healthP99Ms' | 'answered' | 'blocked'>> {
  const [calm, attacked]: [Stretch[], Stretch[]] = [[], []];
  const cpuMs = { calm: 0, attacked: 0 };
  const healthMs: number[] = [];
  const total = { sent: 0, blocked: 0 };
  for (let round = 0; round < rounds; round += 1) {
    const begin = await gateway.cpuMs();
    calm.push((await people.work(seconds)).stretch);
    const between = await gateway.cpuMs();
    // From another address each time: one that is blocked already would be no attack.
    const flood = startFlood(gateway, ATTACKS[kind] ?? [], { index: index * rounds + round, connections });
    const during = await people.work(seconds);
    const { sent, blocked } = await flood.stop();
    cpuMs.calm += between - begin;
    cpuMs.attacked += (await gateway.cpuMs()) - between;
    attacked.push(during.stretch);
    healthMs.push(...during.healthMs);
    total.sent += sent;
    total.blocked += blocked;
  }
  const perCpu = (stretches: readonly Stretch[], spentMs: number): number =>
    stretches.reduce((sum, { count }) => sum + count, 0) / spentMs;
  return {
    kept: rateOf(attacked) / rateOf(calm),
    keptPerCpu: perCpu(attacked, cpuMs.attacked) / perCpu(calm, cpuMs.calm),
    healthP99Ms: quantileOf(healthMs, 0.99),
    answered: total.sent / (seconds * rounds),
    blocked: total.blocked / total.sent,
  };
}
