import { app, on, owner } from './leaky.ts';
import type { PlantedFault } from './leaky.ts';

const PURPOSE = `(current_setting('app.purpose', true) = 'sequencer')`;
const PURPOSE_PRINTED = `(current_setting('app.purpose'::text, true) = 'sequencer'::text)`;
const purposePolicy = (t: string): string =>
  `policy-lets-others-in ${t}.by_purpose AS PERMISSIVE FOR ALL TO ${app} USING ${PURPOSE_PRINTED} WITH CHECK ${PURPOSE_PRINTED}`;

/** A policy that is exempted, and is not any more what the exemption recorded. */
const widerPolicies: readonly PlantedFault[] = (
  [
    [
      'that reads wider',
      `FOR ALL TO ${app} USING (${PURPOSE} OR current_user = 'x') WITH CHECK ${PURPOSE}`,
      `FOR ALL TO ${app} USING (${PURPOSE_PRINTED} OR (CURRENT_USER = 'x'::name)) WITH CHECK ${PURPOSE_PRINTED}`,
    ],
    [
      'that writes wider',
      `FOR ALL TO ${app} USING ${PURPOSE} WITH CHECK (true)`,
      `FOR ALL TO ${app} USING ${PURPOSE_PRINTED} WITH CHECK true`,
    ],
    [
      'with another purpose',
      `FOR ALL TO ${app} USING (current_setting('app.purpose', true) = 'anything') WITH CHECK ${PURPOSE}`,
      `FOR ALL TO ${app} USING (current_setting('app.purpose'::text, true) = 'anything'::text) WITH CHECK ${PURPOSE_PRINTED}`,
    ],
    [
      'for another command',
      `FOR UPDATE TO ${app} USING ${PURPOSE} WITH CHECK ${PURPOSE}`,
      `FOR UPDATE TO ${app} USING ${PURPOSE_PRINTED} WITH CHECK ${PURPOSE_PRINTED}`,
    ],
  ] as const
).map(([title, create, printed]) => ({
  title: `a recorded policy ${title}`,
  exempt: (t) => ({ [purposePolicy(t)]: 'The sequencer writes for everybody.' }),
  plant: (t) => [`CREATE POLICY by_purpose ON ${on(t)} ${create}`],
  findings: (t) => [
    `exemption-without-use ${purposePolicy(t)}`,
    `policy-lets-others-in ${t}.by_purpose AS PERMISSIVE ${printed}`,
  ],
}));

/** Likewise, for a role that the recorded one does not name. */
const recordedForMoreRoles: PlantedFault = {
  title: 'a recorded policy for one role more',
  exempt: (t) => ({ [purposePolicy(t)]: 'The sequencer writes for everybody.' }),
  plant: (t) => [`CREATE POLICY by_purpose ON ${on(t)} TO ${app}, ${owner} USING ${PURPOSE} WITH CHECK ${PURPOSE}`],
  findings: (t) => [
    `exemption-without-use ${purposePolicy(t)}`,
    ...['policy-for-another-role', 'policy-lets-others-in', 'policy-lets-the-owner-write'].map(
      (rule) =>
        `${rule} ${t}.by_purpose AS PERMISSIVE FOR ALL TO ${app}, ${owner} USING ${PURPOSE_PRINTED} WITH CHECK ${PURPOSE_PRINTED}`,
    ),
  ],
};

/** What is exempted as it was recorded, and is not that any more. */
export const recordedPolicies: readonly PlantedFault[] = [...widerPolicies, recordedForMoreRoles];
