export { bundleIndex } from './bundle-index.ts';
export type { BundledFile } from './bundle-index.ts';
export { CASE_KINDS, disclaimerOf, NOMINEE_TITLE, PROXY_TITLE } from './catalogue.ts';
export { instructionsMarkdown } from './instructions-markdown.ts';
export { packContent } from './pack-content.ts';
export type { BundledDocument } from './pack-content.ts';
export { summaryPdf } from './summary-pdf.ts';
