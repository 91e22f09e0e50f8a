/** Every tenant in whose entries a principal is somebody, with the ids behind both. */
export const FIND_PERSON = `SELECT t.raw_id AS "tenantId", p.tenant_ref AS "tenantRef", p.ref
  FROM pseudonym p JOIN pseudonym t ON t.ref = p.tenant_ref AND t.kind = 'tenant'
  WHERE p.raw_id = $1 AND p.kind = 'principal' ORDER BY p.tenant_ref`;

/**
 * Entries whose details are the person's (`subjectOf`), and those about what was theirs. From the entries and not from the details, where
 * no index leads from a person to their rows, and where those from before there were keys do not say whose they are.
 */
const THEIRS = `theirs AS MATERIALIZED (
    SELECT index, event_id, kind, target_ref, true AS owned FROM audit_entry WHERE owner_ref = $2 AND tenant_ref = $1
    UNION ALL
    SELECT index, event_id, kind, target_ref, false FROM audit_entry
      WHERE actor_ref = $2 AND tenant_ref = $1 AND owner_ref IS NULL AND kind = 'FACT'
  )`;

export const COUNT_DETAILS = `WITH ${THEIRS}
  SELECT count(*) AS kept FROM theirs t JOIN audit_detail d ON d.event_id = t.event_id AND d.tenant_ref = $1`;

/**
 * Everything of one person in one tenant, in one statement. A session leads to them as their id does, and so does what is theirs. Who
 * changed an incident is kept for as long as the incident is: the law wants it known (POPIA s 22), so their pseudonym stays, and those of
 * their sessions; key and details go all the same.
 */
export const ERASE = `WITH ${THEIRS}, held AS MATERIALIZED (
    SELECT EXISTS (SELECT 1 FROM audit_entry
      WHERE actor_ref = $2 AND tenant_ref = $1 AND target_type = 'Incident' AND kind <> 'FACT') AS held
  ), things AS MATERIALIZED (
    SELECT target_ref AS ref FROM theirs WHERE owned
    UNION
    SELECT (e.leaf::jsonb ->> 'session_ref')::uuid FROM audit_entry e, held
      WHERE e.actor_ref = $2 AND e.tenant_ref = $1 AND NOT held.held
  ), details AS (
    DELETE FROM audit_detail d USING theirs t WHERE d.event_id = t.event_id AND d.tenant_ref = $1 RETURNING 1
  ), keys AS (
    DELETE FROM subject_key k WHERE k.tenant_ref = $1 AND k.subject_ref = $2 RETURNING 1
  ), objects AS (
    DELETE FROM pseudonym p USING things t WHERE p.ref = t.ref AND p.tenant_ref = $1 AND p.kind = 'object' RETURNING 1
  ), person AS (
    DELETE FROM pseudonym p USING held
    WHERE p.ref = $2 AND p.tenant_ref = $1 AND p.kind = 'principal' AND NOT held.held RETURNING 1
  )
  SELECT (SELECT count(*) FROM details) AS details, (SELECT count(*) FROM keys) AS keys,
    (SELECT count(*) FROM objects) + (SELECT count(*) FROM person) AS pseudonyms`;

/** Outcomes never had a detail. */
export const ERASED_ENTRIES = `WITH ${THEIRS}, erased AS (
    SELECT t.index FROM theirs t
    WHERE t.kind <> 'OUTCOME' AND NOT EXISTS (SELECT 1 FROM audit_detail d WHERE d.event_id = t.event_id)
  )
  SELECT count(*) AS entries, min(index) AS "firstIndex", max(index) AS "lastIndex",
    encode(sha256(convert_to(coalesce(string_agg(index || E'\\n', '' ORDER BY index), ''), 'UTF8')), 'hex') AS "indexesSha256",
    EXISTS (SELECT 1 FROM pseudonym p WHERE p.ref = $2 AND p.tenant_ref = $1) AS "nameKept"
  FROM erased`;

export const ATTEMPTED = `SELECT e.intent_id AS "intentId", e.request_id AS "requestId", t.raw_id AS "tenantId",
    e.tenant_ref AS "tenantRef", e.target_ref AS ref
  FROM audit_entry e JOIN pseudonym t ON t.ref = e.tenant_ref AND t.kind = 'tenant'
  WHERE e.intent_id = ANY($1::uuid[]) AND e.kind = 'PREPARED' AND e.action = 'audit.detail.erase' ORDER BY e.index`;

/** Reports are few, and found by their action. */
export const IS_REPORTED = `SELECT 1 FROM audit_entry
  WHERE action = 'audit.erasure.report' AND tenant_ref = $1 AND request_id = $2 LIMIT 1`;
