import { z } from 'zod';
import { APPROVABLE, findingId } from './finding.ts';
import type { Finding } from './finding.ts';

const approvals = z.array(
  z.strictObject({
    /** Id of the finding, as `npm run schema:check` prints it. */
    change: z.string().regex(/^[0-9a-f]{16}$/),
    /** Why it may happen, for whoever reads the history. */
    reason: z.string().min(20),
    /** Last day on which the approval counts. */
    expires: z.iso.date(),
  }),
);

export type Approvals = z.output<typeof approvals>;

/** Reads the file of approved changes. @throws Error when it is not one */
export function parseApprovals(json: string): Approvals {
  return approvals.parse(JSON.parse(json));
}

/**
 * Whether a person has approved this very finding. Only breaking changes and weaker guards can be approved, each for a time.
 * @param today as `YYYY-MM-DD`
 */
export function isApproved(finding: Finding, approved: Approvals, today: string): boolean {
  if (!APPROVABLE.has(finding.class)) return false;
  const id = findingId(finding);
  return approved.some(({ change, expires }) => change === id && today <= expires);
}
