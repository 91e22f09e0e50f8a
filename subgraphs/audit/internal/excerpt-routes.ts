import { createExcerpts } from '../log/excerpts.ts';
import { registerExcerptFileRoutes } from './excerpt-files.ts';
import { registerExcerptRoute } from './excerpt.ts';
import type { FastifyInstance } from 'fastify';
import type { ExcerptReader } from '../log/excerpt-queries.ts';
import type { ProofSource } from '../log/proofs.ts';
import type { Sequencer } from '../log/sequencer.ts';
import type { ExcerptFilesDeps } from './excerpt-files.ts';

export interface ExcerptRoutesDeps extends Omit<ExcerptFilesDeps, 'excerpts' | 'excerptReader'> {
  readonly reader: ExcerptReader;
  readonly proofs: ProofSource;
  readonly sequencer: Sequencer;
}

/** Excerpts of the log: inside packs, for the case service; as files, for people by way of the gateway. */
export function registerExcerptRoutes(server: FastifyInstance, deps: ExcerptRoutesDeps): void {
  const { reader, proofs, sequencer, clock } = deps;
  const excerpts = createExcerpts({ reader, proofs, sequencer, clock });
  registerExcerptRoute(server, { ...deps, excerpts, checkpoint: () => sequencer.checkpoint() });
  registerExcerptFileRoutes(server, { ...deps, excerpts, excerptReader: reader });
}
