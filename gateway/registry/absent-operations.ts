import { AppError } from '#platform/errors';
import type { BufferingClient, ServiceClient } from '#platform/http';

/** Name of the subgraph that the gateway hosts itself, as the supergraph has it. */
export const OPERATIONS = 'operations';

const absent = (): Promise<never> =>
  Promise.reject(new AppError('SERVICE_UNAVAILABLE', { cause: new Error('there is no registry') }));

/** In place of the subgraph `operations` where the gateway has no database: its part of an answer is unavailable, the rest is there. */
export const absentOperations: ServiceClient & BufferingClient = {
  call: absent,
  callJson: absent,
  exchange: absent,
  close: () => Promise.resolve(),
};
