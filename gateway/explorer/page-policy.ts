import { pagePolicy } from '../pages/page-document.ts';

/**
 * What the page around the editor may do: run the script of this answer, talk to its own origin, hold the one frame, show the picture of
 * a report. It keeps the tokens, and puts no text into its markup.
 */
export function hostPolicy(nonce: string): string {
  // A frame goes nowhere else by itself, either.
  return pagePolicy(nonce, ["frame-src 'self'", 'img-src data:']);
}

/**
 * What the frame with the editor may do. Attack: text of somebody, or a mistake in the editor, becomes a script. Rule: scripts and styles need
 * the nonce of this answer; and should one run all the same, it is in an origin of its own (`sandbox`), which no cookie, no storage and no
 * token belongs to, and it can connect to nothing at all: what it wants from the gateway it asks of the page around it.
 */
export function framePolicy(nonce: string): string {
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'none'",
    'font-src data:',
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
