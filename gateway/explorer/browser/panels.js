// What the page shows. Text only ever goes in as text.

function element(id) {
  return document.getElementById(id);
}

function made(tag, text, className) {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (className !== undefined) node.className = className;
  return node;
}

/** Where assistive technology announces it. */
function say(text, isProblem = false) {
  const status = element('status');
  status.textContent = text;
  status.classList.toggle('problem', isProblem);
}

/** @param facts policy and cost of a field; undefined where the cursor is on none */
function showField(facts) {
  const place = element('field');
  if (facts === undefined) {
    place.replaceChildren(made('p', 'Put the cursor on a field.', 'quiet'));
    return;
  }
  const lines = facts.policy.map(({ name, text }) => [name, text]);
  const who = element('persona').selectedOptions[0].textContent;
  const { cost, refusedWith } = facts;
  lines.unshift([who, refusedWith === undefined ? 'may ask for it' : `may not: ${refusedWith}`]);
  if (cost === undefined) lines.push(['Cost', facts.costUnknown]);
  else lines.push(['Cost', `${cost.field} of the operation's ${cost.operation} (at most ${cost.max})`]);
  const list = made('dl');
  for (const [name, text] of lines) {
    const row = made('div');
    row.append(made('dt', name), made('dd', text));
    list.append(row);
  }
  place.replaceChildren(made('p', facts.coordinate, 'coordinate'), list);
}

/** The picture comes as an image, in which nothing runs; what it says in one sentence is its text. */
function showReport({ picture, totalMs, calls, cost }) {
  const image = element('report');
  const bytes = new TextEncoder().encode(picture);
  image.src = `data:image/svg+xml;base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
  const each = calls.map(({ subgraph, path, startMs, endMs }) => {
    const where = path === '' ? '' : ` for ${path}`;
    return `${subgraph}${where} from ${startMs.toFixed(1)} to ${endMs.toFixed(1)} ms`;
  });
  const spent = cost === undefined ? '' : ` Cost ${cost.estimated} of ${cost.max}; it was ${cost.actual}.`;
  image.alt = `${totalMs.toFixed(1)} ms in all.${spent} Calls: ${each.length === 0 ? 'none' : each.join('; ')}.`;
  image.hidden = false;
  element('report-empty').hidden = true;
}
