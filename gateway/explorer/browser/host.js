// The page around the editor. It decides in whose name the editor's requests are sent; the editor decides nothing but what it asks.

const OWN_TOKEN = 'own-token';
const TYPING_PAUSE_MS = 250;
const { documents, examples } = JSON.parse(element('settings').textContent);
const PERSONAS = [
  ['principal', 'Principal'],
  ['proxy', 'Proxy of the principal'],
  ['executor_nominee', 'Executor nominee'],
  ['emergency_contact', 'Emergency contact'],
  ['information_officer', 'Information officer'],
  ['auditor', 'Auditor (development only)'],
  [OWN_TOKEN, 'With a token of my own'],
];

let port;
let written = { query: '', variables: '', offset: 0 };
let sandbox;
let asked = 0;
let typing;

function persona() {
  return element('persona').value;
}

/** The sandbox, made when it is first needed. */
function people() {
  if (sandbox === undefined) {
    say('Making a sandbox: new people, with data that is made up.');
    const opening = openSandbox(documents);
    sandbox = opening;
    opening.catch(() => {
      if (sandbox === opening) sandbox = undefined;
    });
  }
  return sandbox;
}

async function currentToken() {
  if (persona() === '') return undefined;
  if (persona() === OWN_TOKEN) return element('own-token').value.trim() || undefined;
  const somebodyOf = (await people()).get(persona());
  if (somebodyOf === undefined) throw new Error('This sandbox has no such persona.');
  return somebodyOf.token();
}

/** The only things that the frame can have sent: a text, the name of one of its operations, and variables. */
function requestOf(parameters) {
  const { query, operationName, variables } = parameters ?? {};
  return {
    query: String(query),
    ...(typeof operationName === 'string' ? { operationName } : {}),
    ...(typeof variables === 'object' && variables !== null ? { variables } : {}),
  };
}

async function run(parameters) {
  const request = requestOf(parameters);
  const isIntrospection = request.operationName === 'IntrospectionQuery';
  if (isIntrospection) return post('/graphql', request);
  try {
    const answer = await post('/explorer/graphql', request, await currentToken());
    const { explorer, cost: _cost, budgets: _budgets, ...extensions } = answer.extensions ?? {};
    delete answer.extensions;
    if (Object.keys(extensions).length > 0) answer.extensions = extensions;
    if (explorer !== undefined) showReport(explorer);
    const [error] = answer.errors ?? [];
    say(
      error === undefined ? 'Answered.' : `${error.extensions?.code ?? 'Refused'}: ${error.message}.`,
      error !== undefined,
    );
    return answer;
  } catch (error) {
    say(error.message, true);
    return { errors: [{ message: error.message }] };
  }
}

function parsedVariables() {
  try {
    const variables = JSON.parse(written.variables);
    return typeof variables === 'object' && variables !== null ? variables : undefined;
  } catch {
    return undefined;
  }
}

/** Asks about the field at the cursor. An answer to an earlier place comes too late. */
async function lookAtField() {
  asked += 1;
  const mine = asked;
  const { query, offset } = written;
  let facts;
  try {
    // Looking makes no sandbox.
    const token = persona() === OWN_TOKEN || sandbox !== undefined ? await currentToken() : undefined;
    facts = (await post('/explorer/field', { query, variables: parsedVariables(), offset }, token)).field ?? undefined;
  } catch {
    facts = undefined;
  }
  if (mine === asked) showField(facts);
}

function examplesOf(name) {
  return examples.filter((example) => (example.persona ?? '') === (name === OWN_TOKEN ? '' : name));
}

function listExamples() {
  const options = examplesOf(persona()).map(({ title }) => made('option', title));
  element('example').replaceChildren(...options);
}

async function showExample() {
  const example = examplesOf(persona())[element('example').selectedIndex];
  if (example === undefined) return;
  let variables = example.variables === undefined ? '' : JSON.stringify(example.variables, null, 2);
  if (variables.includes('{principal}')) {
    const principal = (await people()).get('principal');
    variables = variables.replaceAll('{principal}', principal?.principalId ?? '');
  }
  port?.postMessage({ kind: 'show', query: example.query, variables });
}

/** Runs one thing at a time, and says what went wrong with it. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(error.message, true);
  }
}

async function pickPersona() {
  const isOwn = persona() === OWN_TOKEN;
  element('own-token').hidden = !isOwn;
  element('own-token-label').hidden = !isOwn;
  listExamples();
  const picked = persona();
  await showExample();
  if (picked === '' || isOwn) {
    say('');
    return;
  }
  await currentToken();
  await lookAtField();
  if (persona() === picked) say(`Signed in: ${element('persona').selectedOptions[0].textContent}.`);
}

/** Everybody leaves, and others come: nothing of before can be reached from here any more. */
async function startOver() {
  const before = sandbox;
  sandbox = undefined;
  if (before !== undefined) {
    const left = await before.catch(() => new Map());
    await Promise.allSettled([...left.values()].map((one) => one.leave()));
  }
  await people();
  await showExample();
  say('A new sandbox: other people, other tenants, the data of the beginning.');
}

function connect() {
  const channel = new MessageChannel();
  port = channel.port1;
  port.onmessage = async ({ data }) => {
    if (data.kind === 'ready') {
      document.body.dataset.ready = 'true';
      await attempt(showExample);
    }
    if (data.kind === 'run') port.postMessage({ kind: 'answer', id: data.id, answer: await run(data.parameters) });
    if (data.kind === 'written') {
      written = {
        query: String(data.query),
        variables: String(data.variables),
        offset: Number.isInteger(data.offset) ? data.offset : 0,
      };
      clearTimeout(typing);
      typing = setTimeout(lookAtField, TYPING_PAUSE_MS);
    }
  };
  // The frame's origin is its own, so that no address names it; the port goes to that window and to no other.
  element('editor').contentWindow.postMessage('port', '*', [channel.port2]);
}

for (const [value, label] of PERSONAS) {
  const option = made('option', label);
  option.value = value;
  element('persona').append(option);
}
listExamples();
element('persona').addEventListener('change', () => attempt(pickPersona));
element('example').addEventListener('change', () => attempt(showExample));
element('reset').addEventListener('click', async () => {
  element('reset').disabled = true;
  await attempt(startOver);
  element('reset').disabled = false;
});
element('draft-add').addEventListener('click', () =>
  attempt(async () => {
    const { type, name } = await addToDraft(written.query);
    say(`In the draft: ${type} ${name}.`);
  }),
);
element('draft-download').addEventListener('click', downloadDraft);
addEventListener('message', ({ source }) => {
  if (source === element('editor').contentWindow && port === undefined) connect();
});
