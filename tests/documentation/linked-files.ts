/** What a page refers to, as it stands there. */
export interface Reference {
  readonly target: string;
  /** Links are relative to the page, names of files in code to the top folder. */
  readonly kind: 'link' | 'file';
}

const FENCED = /^```.*?^```/gmsu;
const LINK = /\]\((?<target>[^()\s]+)\)/gu;
const CODE = /`(?<text>[^`\n]+)`/gu;
/** A path below one of the folders of the project. `<…>`, `*` and `…` stand for something else. */
const PROJECT_PATH = /^(?:cli|docs|gateway|platform|schema|subgraphs|tests)\/[\w./-]*$/u;

/** The files that a Markdown page names, without web addresses, anchors and blocks of code. */
export function referencesOf(markdown: string): Reference[] {
  const prose = markdown.replaceAll(FENCED, '');
  const links = [...prose.matchAll(LINK)]
    .map(({ groups }) => groups?.['target']?.split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/u.test(target));
  const files = [...prose.matchAll(CODE)]
    .map(({ groups }) => groups?.['text'] ?? '')
    .filter((text) => PROJECT_PATH.test(text));
  return [
    ...links.map((target): Reference => ({ target, kind: 'link' })),
    ...files.map((target): Reference => ({ target, kind: 'file' })),
  ];
}
