import { machine, machineInWords } from '../../machine.ts';
import type { AttackedKind } from './run.ts';

/** What every kind of attack must be met with; a run that misses one says so. */
export const TARGETS = { refusalCpuMs: 5, healthP99Ms: 50, kept: 0.8 } as const;

export function missesOf({ worst, healthP99Ms, kept }: AttackedKind): readonly string[] {
  return [
    ...(worst.cpuMs < TARGETS.refusalCpuMs ? [] : ['refusal']),
    ...(healthP99Ms < TARGETS.healthP99Ms ? [] : ['health']),
    ...(kept >= TARGETS.kept ? [] : ['kept']),
  ];
}

export function reportJson(found: readonly AttackedKind[]): string {
  return JSON.stringify({ machine: machine(), targets: TARGETS, found }, null, 2);
}

export function reportText(found: readonly AttackedKind[]): string {
  const lines = found.map((kind) => {
    const misses = missesOf(kind);
    return [
      kind.kind.padEnd(26),
      String(kind.attacks).padStart(4),
      milliseconds(kind.medianCpuMs),
      milliseconds(kind.worst.cpuMs),
      milliseconds(kind.healthP99Ms),
      percent(kind.kept),
      percent(kind.keptPerCpu),
      kind.answered.toFixed(0).padStart(9),
      percent(kind.blocked),
      ` ${kind.worst.name}${misses.length === 0 ? '' : `; MISSED: ${misses.join(', ')}`}`,
    ].join(' ');
  });
  const attacks = found.reduce((sum, kind) => sum + kind.attacks, 0);
  return [
    machineInWords(),
    '',
    `refusals: processor time of the gateway, in ms, with the connection (below ${String(TARGETS.refusalCpuMs)})`,
    `health: p99 of /healthz, in ms (below ${String(TARGETS.healthP99Ms)}); kept: what people get done (at least ${String(TARGETS.kept * 100)} %),`,
    'kept/cpu: the same for the processor time that the gateway gets, for a machine that is busy with other work',
    '',
    `${'kind'.padEnd(26)}    n   median    worst   health    kept kept/cpu answers/s blocked  the worst one`,
    ...lines,
    '',
    `${String(attacks)} attacks of ${String(found.length)} kinds; targets missed by ${String(found.filter((kind) => missesOf(kind).length > 0).length)}`,
  ].join('\n');
}

function milliseconds(value: number): string {
  return value.toFixed(2).padStart(8);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`.padStart(8);
}
