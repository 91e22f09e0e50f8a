import { expect, test } from '@jest/globals';
import { systemClock } from '#platform/clock';
import { createDocumentStore } from './document-store.ts';
import { clientList } from './testing/document-lists.ts';

test('[R-060] our own pages run the documents of the files, whatever the registry has under their names', () => {
  const ours = 'query Ours { me { id } }';
  const rules = { mode: 'open', party: 'first' } as const;
  const store = createDocumentStore([clientList('web', rules, ours)], systemClock);
  store.replaceRegistered([clientList('web', rules, 'query Ours { me { email } }', 'query New { me { id } }')]);
  expect(store.findByName('web', 'Ours')?.body).toBe(ours);
  expect(store.findByName('web', 'New')).toBeUndefined();
  expect(store.findByName('nobody', 'Ours')).toBeUndefined();
});
