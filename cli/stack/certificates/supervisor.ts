import { createServiceFetch } from '#platform/http';

import type { DatabaseOwner } from '../services.ts';
import { prepareCertificates, SUPERVISOR } from './prepare-certificates.ts';
import { readTlsFiles } from './tls-files.ts';

/** What watches the services of a stack that talks over mutual TLS. */
export interface SupervisorTls {
  /** Asks one service, in the supervisor's own name. */
  readonly fetchFrom: (service: DatabaseOwner) => typeof fetch;
}

/** Issues the certificates of a stack that is about to start. */
export async function openSupervisorTls(folder: string): Promise<SupervisorTls> {
  await prepareCertificates({ folder });
  const tls = await readTlsFiles(folder, SUPERVISOR);
  return { fetchFrom: (service) => createServiceFetch(service, tls) };
}
