import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici';
import { z } from 'zod';
import { JourneyProblem } from './problem.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { SignedIn } from './person.ts';

const uploadSchema = z.object({
  requestUpload: z.object({ document: z.object({ id: z.string() }), uploadUrl: z.string() }),
});
const problemSchema = z.looseObject({ code: z.string(), title: z.string(), detail: z.string().optional() });

export interface Upload {
  readonly title: string;
  readonly type: string;
  readonly tier: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly mediaType: string;
  /** The bytes, or the path of a file to stream. */
  readonly content: Buffer | string;
  /** Id of the principal for whom, by a grant. */
  readonly onBehalfOf?: string;
}

/** Uploads a chosen file as a will. @param onBehalfOf as of `Upload` @returns id of the document */
export function uploadFile(
  person: SignedIn,
  { path: content, name, byteSize, sha256, mediaType }: ChosenFile,
  onBehalfOf?: string,
): Promise<string> {
  const claims = { title: name.slice(0, 160), type: 'WILL', tier: 'AMBER', byteSize, sha256, mediaType, content };
  return upload(person, { ...claims, ...(onBehalfOf === undefined ? {} : { onBehalfOf }) });
}

/** Announces a document, then PUTs its bytes to the one-time address. @returns id of the document */
export async function upload(person: SignedIn, { content, ...claims }: Upload): Promise<string> {
  const { requestUpload } = await person.run('RequestUpload', { input: claims }, uploadSchema);
  const { statusCode, body } = await request(requestUpload.uploadUrl, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${person.accessToken()}`,
      'content-type': claims.mediaType,
      'content-length': String(claims.byteSize),
    },
    body: typeof content === 'string' ? createReadStream(content) : Readable.from([content]),
  });
  if (statusCode !== 201) throw await refused('The upload', body);
  await body.dump();
  return requestUpload.document.id;
}

/** GETs a one-time address into a file; the file appears under its name only when it is whole. */
export async function download(url: string, accessToken: string | undefined, file: string): Promise<void> {
  const { statusCode, body } = await request(url, {
    headers: accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` },
  });
  if (statusCode !== 200) throw await refused('The download', body);
  await mkdir(path.dirname(file), { recursive: true });
  await pipeline(body, createWriteStream(`${file}.part`));
  await rename(`${file}.part`, file);
}

async function refused(what: string, body: { json(): Promise<unknown> }): Promise<JourneyProblem> {
  const problem = problemSchema.safeParse(await body.json().catch(() => undefined));
  if (!problem.success) return new JourneyProblem(`${what} was refused.`);
  const { title, code, detail } = problem.data;
  return new JourneyProblem(`${what} was refused: ${title} (${code})`, detail, code);
}
