// `npm run audit:erase -- --principal <id> --ground <ground> --reference <number>`: erases what stands beside the audit log of one person.
// A job with the only credentials that can delete anything there; the running service has none (docs/runbooks/erase-somebody.md).
import { setTimeout as pause } from 'node:timers/promises';
import { connectAudit } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { readServiceTls } from '#platform/http';
import { createLogger } from '#platform/logging';
import { createRequestSigner, openServiceKeys } from '#platform/signing';
import { readEraseJobConfig } from './config.ts';
import { previewErasure } from './erasure/erase-person.ts';
import { USAGE, parseRequest } from './erasure/parse-request.ts';
import { runErasures } from './erasure/run-erasures.ts';
import { openEraserStore } from './persistence/eraser-store.ts';
import type { WantedErasure } from './erasure/parse-request.ts';

/** Under this name the job signs its calls; the log takes erasures from nobody else. */
const CALLER = 'eraser';

/** Besides 0, 1 and 2: all that was asked is done, but erasures are unfinished that nobody confirmed. */
const UNCONFIRMED = 3;

/** @returns what to print */
async function run({ request, dryRun, confirmed }: WantedErasure): Promise<unknown> {
  const config = readEraseJobConfig();
  const store = await openEraserStore(config.AUDIT_ERASER_DATABASE_URL);
  try {
    if (dryRun && request !== undefined) {
      return { wouldErase: await previewErasure(store, request.principalId) };
    }
    const logger = createLogger({ service: CALLER, level: 'silent' });
    const keys = openServiceKeys({ path: config.SERVICE_KEYS_FILE, clock: systemClock, logger });
    const audit = connectAudit({
      urls: config.AUDIT_URL,
      sign: createRequestSigner({ keys, caller: CALLER, clock: systemClock }),
      tls: readServiceTls(CALLER, config),
      logVerifierKey: config.AUDIT_LOG_VKEY,
    });
    try {
      const deps = {
        store,
        log: audit.client,
        clock: systemClock,
        pause: (milliseconds: number) => pause(milliseconds),
      };
      const done = await runErasures(deps, { request, confirmed });
      if (done.unfinished.length > 0) {
        process.exitCode = UNCONFIRMED;
        process.stderr.write('erasures are unfinished; look at them, then: --resume --confirm <intentId>\n');
      }
      return done;
    } finally {
      await audit.close();
    }
  } finally {
    await store.close();
  }
}

function parsed(): WantedErasure | undefined {
  try {
    return parseRequest(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return undefined;
  }
}

const wanted = parsed();
if (wanted === undefined) process.exitCode = 2;
else {
  try {
    process.stdout.write(`${JSON.stringify(await run(wanted), null, 2)}\n`);
  } catch (error) {
    process.stderr.write(`not done, run it again: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
