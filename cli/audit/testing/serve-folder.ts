import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { listenOnFreePort } from '../../../tests/support/service/listen.ts';
import type { IncomingMessage } from 'node:http';

/** Serves the files of a folder by their paths. @param mayRead whether this request is answered; every one when absent */
export function serveFolder(
  folder: string,
  mayRead: (request: IncomingMessage) => boolean = () => true,
): ReturnType<typeof listenOnFreePort> {
  return listenOnFreePort(
    createServer((request, response) => {
      if (!mayRead(request)) {
        response.writeHead(401).end();
        return;
      }
      createReadStream(path.join(folder, request.url ?? ''))
        .on('error', () => response.writeHead(404).end())
        .pipe(response);
    }),
  );
}
