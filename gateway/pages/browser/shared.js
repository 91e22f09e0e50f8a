// What the pages of mailed links have in common. Runs in the browser; inlined into each page, ahead of its own script.

/** The token of the link. It leaves the address bar at once, so that neither history nor a screenshot keeps it. */
function takeToken() {
  const parameters = new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
  const token = parameters.get('token') ?? '';
  history.replaceState(null, '', location.pathname);
  return token;
}

function element(id) {
  return document.getElementById(id);
}

/** Shows what went wrong where assistive technology announces it. */
function say(text, isProblem = false) {
  const status = element('status');
  status.textContent = text;
  status.classList.toggle('problem', isProblem);
}

function show(id) {
  const section = element(id);
  section.hidden = false;
  section.querySelector('h1, h2')?.focus();
}

/** Runs a registered document. Rejects with a sentence for the person. */
async function run(documentId, variables) {
  let answer;
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ documentId: `sha256:${documentId}`, variables }),
      credentials: 'omit',
    });
    answer = await response.json();
  } catch {
    throw new Error('We could not be reached. Please check your connection and try again.');
  }
  const [error] = answer.errors ?? [];
  if (error === undefined) return answer.data;
  const problem = new Error(`${error.message}.`);
  problem.code = error.extensions?.code;
  problem.requestId = error.extensions?.requestId;
  throw problem;
}

/**
 * Runs `work` when the button is pressed, once at a time, and says what went wrong: in the words of `explanations`, by code, or in
 * general with the reference that an operator can look for.
 */
function onPress(button, work, explanations) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    say('One moment.');
    try {
      await work();
    } catch (error) {
      const reference = error.requestId === undefined ? '' : ` (Reference: ${error.requestId})`;
      say(explanations[error.code] ?? `${error.message}${reference}`, true);
      button.disabled = false;
    }
  });
}
