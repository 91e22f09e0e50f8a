import { randomBytes } from 'node:crypto';
import { escapeHtml } from './html.ts';
import { POLICY_REPORTS_PATH } from './policy-reports.ts';

const NONCE_BYTES = 16;

/** Fresh for each answer. */
export function newNonce(): string {
  return randomBytes(NONCE_BYTES).toString('base64');
}

/**
 * A policy by which a page can do nothing but what it was made for.
 * Attack: text of somebody else that becomes a script in the page of somebody who trusts us. Rule: only the style and the script
 * that carry this answer's nonce apply, the page talks to its own origin alone, and nothing can frame it.
 * @param more directives, of what it needs besides
 */
export function pagePolicy(nonce: string, more: readonly string[] = []): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    ...more,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `report-uri ${POLICY_REPORTS_PATH}`,
  ].join('; ');
}

export interface PageDocument {
  /** Plain text. */
  readonly title: string;
  readonly style: string;
  /** HTML. */
  readonly body: string;
}

export function renderDocument({ title, style, body }: PageDocument, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)} - LifeReady</title>
<style nonce="${nonce}">
${style}</style>
</head>
<body>
${body}</body>
</html>
`;
}
