// Policies that the rules would call a fault and that are meant, in their exact form: name, kind, command, roles and both expressions,
// as PostgreSQL prints them in pg_policies. Whoever changes one changes it here as well, where it is seen.
import type { Exemptions } from './inspect.ts';

/** A policy as a finding names it, apart from the table and its name. */
export interface RecordedForm {
  /** Which rule it would break. */
  readonly rule: 'policy-for-another-role' | 'policy-lets-others-in' | 'policy-lets-the-owner-write';
  /** Everything that follows the name. */
  readonly form: string;
}

/** Exempts the named policies, `<table>.<policy>`, in this form and in no other. */
export function recorded(reason: string, { rule, form }: RecordedForm, policies: readonly string[]): Exemptions {
  return Object.fromEntries(policies.map((policy) => [`${rule} ${policy} ${form}`, reason]));
}

/** Every row, for the service as a whole. */
export function wholeTable(service: string): RecordedForm {
  return {
    rule: 'policy-lets-others-in',
    form: `AS PERMISSIVE FOR ALL TO ${service}_app USING true WITH CHECK true`,
  };
}

/** Every row, read by functions that run as the owner of the schema. */
export function readByOwner(service: string): RecordedForm {
  return { rule: 'policy-for-another-role', form: `AS PERMISSIVE FOR SELECT TO ${service}_owner USING true` };
}

/** Rows that have ended, which a function that runs as the owner of the schema removes. */
export function endedByOwner(service: string, command: 'SELECT' | 'DELETE'): RecordedForm[] {
  const form = `AS PERMISSIVE FOR ${command} TO ${service}_owner USING (expires_at <= now())`;
  const rules = ['policy-for-another-role', 'policy-lets-the-owner-write'] as const;
  return rules.slice(0, command === 'SELECT' ? 1 : 2).map((rule) => ({ rule, form }));
}

const CURRENT_TENANT = "(NULLIF(current_setting('app.tenant'::text, true), ''::text))::uuid";
const CURRENT_TENANT_REF = "(NULLIF(current_setting('app.tenant_ref'::text, true), ''::text))::uuid";
const FOR_EVERYBODY = "(current_setting('app.purpose'::text, true) = ANY (ARRAY['sequencer'::text, 'auditor'::text]))";

function ofTheLog(using: string): RecordedForm {
  return {
    rule: 'policy-lets-others-in',
    form: `AS PERMISSIVE FOR ALL TO audit_app USING ${using} WITH CHECK ${FOR_EVERYBODY}`,
  };
}

/** The log of one tenant: rows under the pseudonym of the current one. */
export const ownTenantOfLog = ofTheLog(
  `(${FOR_EVERYBODY} OR (tenant_ref IN ( SELECT p.ref FROM audit.pseudonym p` +
    ` WHERE ((p.kind = 'tenant'::text) AND (p.raw_id = ${CURRENT_TENANT})))))`,
);

/** Pseudonyms: the one of the current tenant, by which the others of that tenant are found. */
export const ownPseudonyms = ofTheLog(
  `(${FOR_EVERYBODY} OR ((kind = 'tenant'::text) AND (raw_id = ${CURRENT_TENANT}))` +
    ` OR (tenant_ref = ${CURRENT_TENANT_REF}))`,
);

/** Keys of people: no tenant has a reason to see one. */
export const keysOfSubjects = ofTheLog(FOR_EVERYBODY);

/** What the role that erases may see, to find whose rows are whose; of which columns is granted. */
export const readByEraser: RecordedForm = {
  rule: 'policy-for-another-role',
  form: 'AS PERMISSIVE FOR SELECT TO audit_eraser USING true',
};

/** What that role may take away: rows of people, none of a tenant as a whole. */
export function erasedByEraser(condition: string): RecordedForm {
  return { rule: 'policy-for-another-role', form: `AS PERMISSIVE FOR DELETE TO audit_eraser USING ${condition}` };
}

/** The tree: for everybody to read, for the sequencer to write. */
export const treeOfLog = ofTheLog('true');

/** What the writer of the log notes about the log as a whole. */
export const notedByWriter: RecordedForm = {
  rule: 'policy-lets-others-in',
  form: "AS PERMISSIVE FOR ALL TO audit_app USING true WITH CHECK (current_setting('app.purpose'::text, true) = 'sequencer'::text)",
};
