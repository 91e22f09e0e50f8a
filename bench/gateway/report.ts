import { machine, machineInWords } from '../machine.ts';
import type { Comparison } from './run.ts';

export function reportJson(found: readonly Comparison[]): string {
  return JSON.stringify({ machine: machine(), found }, null, 2);
}

export function reportText(found: readonly Comparison[]): string {
  const lines = found.map(({ part, query, about, stock, program, ratio }, index) => {
    const heading = found[index - 1]?.part === part ? [] : ['', `${part}, requests per second`];
    const rates = `stock ${perSecond(stock)}   program ${perSecond(program)}   ${ratio.toFixed(2)} times`;
    return [...heading, `  ${query.padEnd(14)} ${rates}   (${about})`].join('\n');
  });
  return [machineInWords(), ...lines].join('\n');
}

function perSecond(rate: number): string {
  return Math.round(rate).toLocaleString('en-GB').padStart(7);
}
