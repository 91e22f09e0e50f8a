import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileTypeFromFile } from 'file-type';
import { JourneyProblem } from './problem.ts';

/** What the service is told about a file before its bytes are sent. */
export interface ChosenFile {
  readonly path: string;
  readonly name: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly mediaType: string;
}

/**
 * Looks at the file as a browser would: size, hash, and a type from its first bytes (text has none of its own). Whether
 * the type and size are allowed is for the service to say.
 * @throws JourneyProblem when there is no such file
 */
export async function chooseFile(given: string): Promise<ChosenFile> {
  const absolute = path.resolve(given);
  const facts = await stat(absolute).catch(() => undefined);
  if (facts?.isFile() !== true) throw new JourneyProblem(`There is no file ${absolute}.`);
  const digest = createHash('sha256');
  for await (const part of createReadStream(absolute)) digest.update(part as Buffer);
  const sniffed = await fileTypeFromFile(absolute);
  const mediaType = sniffed?.mime ?? (path.extname(absolute) === '.txt' ? 'text/plain' : 'application/octet-stream');
  return {
    path: absolute,
    name: path.basename(absolute),
    byteSize: facts.size,
    sha256: digest.digest('hex'),
    mediaType,
  };
}
