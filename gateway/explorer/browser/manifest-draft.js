// Operations that are to be registered, collected for a download. What an entry is, the gateway says.

const draft = new Map();

async function addToDraft(query) {
  const entry = await post('/explorer/document', { query });
  if (entry.id === undefined) throw new Error(entry.detail ?? `${entry.title}.`);
  const other = [...draft.values()].find(({ id, name }) => name === entry.name && id !== entry.id);
  // A manifest has each name once: the newer text takes the place of the older one.
  if (other !== undefined) draft.delete(other.id);
  draft.set(entry.id, entry);
  showDraft();
  return entry;
}

function showDraft() {
  const rows = [...draft.values()].map(({ id, name, type }) => {
    const row = made('li');
    const remove = made('button', 'Remove');
    remove.type = 'button';
    remove.setAttribute('aria-label', `Remove ${name}`);
    remove.addEventListener('click', () => {
      draft.delete(id);
      showDraft();
      element('draft-add').focus();
    });
    row.append(made('span', `${type} ${name}`, 'name'), remove);
    return row;
  });
  element('draft').replaceChildren(...rows);
  element('draft-empty').hidden = draft.size > 0;
  element('draft-tools').hidden = draft.size === 0;
}

function manifestText(format) {
  const entries = [...draft.values()];
  const manifest =
    format === 'key-value'
      ? Object.fromEntries(entries.map(({ id, body }) => [id, body]))
      : { format: 'apollo-persisted-query-manifest', version: 1, operations: entries };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function downloadDraft() {
  const link = made('a');
  link.href = URL.createObjectURL(
    new Blob([manifestText(element('draft-format').value)], { type: 'application/json' }),
  );
  link.download = 'manifest.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}
