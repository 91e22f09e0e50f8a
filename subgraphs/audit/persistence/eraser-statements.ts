/** Every tenant in whose entries a principal is somebody, with the ids behind both. */
export const FIND_PERSON = `SELECT t.raw_id AS "tenantId", p.tenant_ref AS "tenantRef", p.ref
  FROM pseudonym p JOIN pseudonym t ON t.ref = p.tenant_ref AND t.kind = 'tenant'
  WHERE p.raw_id = $1 AND p.kind = 'principal' ORDER BY p.tenant_ref`;

/**
 * Entries whose details are the person's (`subjectOf`), and those about what was theirs. From the entries and not from the details, where
 * no index leads from a person to their rows, and where those from before there were keys do not say whose they are.
 */
const THEIRS = `theirs AS MATERIALIZED (
    SELECT index, event_id, kind, target_ref, true AS owned, false AS oversight FROM audit_entry
      WHERE owner_ref = $2 AND tenant_ref = $1
    UNION ALL
    SELECT index, event_id, kind, target_ref, false, action LIKE 'audit.%' FROM audit_entry
      WHERE actor_ref = $2 AND tenant_ref = $1 AND owner_ref IS NULL AND kind = 'FACT'
  )`;

/**
 * Oversight is the tenant's. Its details are under the tenant's key; those from before there were keys say of nobody whose they are, and
 * stay. Those that were once sealed under the actor's key go with it.
 */
const GOES = `d.event_id = t.event_id AND d.tenant_ref = $1 AND d.subject_ref IS DISTINCT FROM $1
  AND (d.subject_ref IS NOT NULL OR NOT t.oversight)`;

/**
 * What they did that is somebody else's to know: to what another one owns, with oversight of others, to an incident (POPIA s 22). Their
 * pseudonym stays for it, and those of the sessions and grants they did it with: without them the other one's log says no more who it was.
 */
const DEEDS = `deeds AS MATERIALIZED (
    SELECT d.reason, (d.leaf ->> 'session_ref')::uuid AS session_ref, (d.leaf ->> 'grant_ref')::uuid AS grant_ref
    FROM (
      SELECT leaf::jsonb AS leaf, CASE
        WHEN target_type = 'Incident' AND kind <> 'FACT' THEN 'incident'
        WHEN owner_ref <> $2 THEN 'of-somebody-else'
        WHEN owner_ref IS NULL AND action LIKE 'audit.%' THEN 'oversight'
      END AS reason
      FROM audit_entry WHERE actor_ref = $2 AND tenant_ref = $1
    ) d WHERE d.reason IS NOT NULL
  ), held AS MATERIALIZED (
    SELECT session_ref AS ref FROM deeds WHERE session_ref IS NOT NULL
    UNION
    SELECT grant_ref FROM deeds WHERE grant_ref IS NOT NULL
    UNION
    SELECT $2::uuid FROM deeds
  )`;

/** Names that are there and stay; and why, which is also known when they are gone. */
const NAMES_KEPT = `(SELECT count(*) FROM pseudonym p JOIN held h ON h.ref = p.ref WHERE p.tenant_ref = $1) AS "namesKept",
    (SELECT coalesce(array_agg(DISTINCT reason ORDER BY reason), '{}') FROM deeds) AS "keptBecause"`;

export const PREVIEW = `WITH ${THEIRS}, ${DEEDS}
  SELECT (SELECT count(*) FROM theirs t JOIN audit_detail d ON ${GOES}) AS details, ${NAMES_KEPT}`;

/**
 * Everything of one person in one tenant, in one statement. A session leads to them as their id does, and so does what is theirs. Key and
 * details go, whatever of their names is held.
 */
export const ERASE = `WITH ${THEIRS}, ${DEEDS}, things AS MATERIALIZED (
    (
      SELECT target_ref AS ref FROM theirs WHERE owned
      UNION
      SELECT (leaf::jsonb ->> 'session_ref')::uuid FROM audit_entry WHERE actor_ref = $2 AND tenant_ref = $1
    )
    EXCEPT SELECT ref FROM held
  ), details AS (
    DELETE FROM audit_detail d USING theirs t WHERE ${GOES} RETURNING 1
  ), keys AS (
    DELETE FROM subject_key k WHERE k.tenant_ref = $1 AND k.subject_ref = $2 RETURNING 1
  ), objects AS (
    DELETE FROM pseudonym p USING things t WHERE p.ref = t.ref AND p.tenant_ref = $1 AND p.kind = 'object' RETURNING 1
  ), person AS (
    DELETE FROM pseudonym p
    WHERE p.ref = $2 AND p.tenant_ref = $1 AND p.kind = 'principal' AND NOT EXISTS (SELECT 1 FROM held) RETURNING 1
  )
  SELECT (SELECT count(*) FROM details) AS details, (SELECT count(*) FROM keys) AS keys,
    (SELECT count(*) FROM objects) + (SELECT count(*) FROM person) AS pseudonyms`;

/** Outcomes never had a detail. */
export const ERASED_ENTRIES = `WITH ${THEIRS}, ${DEEDS}, erased AS (
    SELECT t.index FROM theirs t
    WHERE t.kind <> 'OUTCOME' AND NOT EXISTS (SELECT 1 FROM audit_detail d WHERE d.event_id = t.event_id)
  )
  SELECT count(*) AS entries, min(index) AS "firstIndex", max(index) AS "lastIndex",
    encode(sha256(convert_to(coalesce(string_agg(index || E'\\n', '' ORDER BY index), ''), 'UTF8')), 'hex') AS "indexesSha256",
    EXISTS (SELECT 1 FROM pseudonym p WHERE p.ref = $2 AND p.tenant_ref = $1) AS "nameKept", ${NAMES_KEPT}
  FROM erased`;

export const ATTEMPTED = `SELECT e.intent_id AS "intentId", e.request_id AS "requestId", t.raw_id AS "tenantId",
    e.tenant_ref AS "tenantRef", e.target_ref AS ref, who.raw_id AS "principalId", e.leaf::jsonb ->> 'recorded_at' AS "askedForAt"
  FROM audit_entry e JOIN pseudonym t ON t.ref = e.tenant_ref AND t.kind = 'tenant'
    LEFT JOIN pseudonym who ON who.ref = e.target_ref AND who.tenant_ref = e.tenant_ref AND who.kind = 'principal'
  WHERE e.intent_id = ANY($1::uuid[]) AND e.kind = 'PREPARED' AND e.action = 'audit.detail.erase' ORDER BY e.index`;

/** Reports are few, and found by their action. */
export const IS_REPORTED = `SELECT 1 FROM audit_entry
  WHERE action = 'audit.erasure.report' AND tenant_ref = $1 AND request_id = $2 LIMIT 1`;
