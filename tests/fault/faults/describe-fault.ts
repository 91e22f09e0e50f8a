import type { Fault } from './choose-fault.ts';

/** Where and what, in words that are counted. */
export function describeFault({ where, what }: Fault): { readonly point: string; readonly fault: string } {
  const point =
    where.line === 'append'
      ? `${where.point} of ${where.service}`
      : where.line === 'none'
        ? where.point
        : `${where.point} of ${where.of.replace('-2', '')}`;
  switch (what.kind) {
    case 'cut':
      return { point, fault: 'line cut' };
    case 'kill':
      return { point, fault: `${nameOf(what.victim)} killed` };
    case 'stop':
      return { point, fault: `${nameOf(what.victim)} stopped` };
    case 'end session':
      return { point, fault: `session of ${nameOf(what.of)} ended` };
    case 'crash':
      return { point, fault: 'PostgreSQL crashed' };
  }
}

/** The second vault is there for its reconciler. */
function nameOf(victim: string): string {
  return victim === 'vault-2' ? 'reconciler' : victim.replace('-2', '');
}
