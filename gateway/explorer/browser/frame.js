// The editor. It has no token, no storage and no connection: the page around it runs what it is asked to run, and is told where the
// cursor is. Everything goes through one port, which that page hands over.

const HELLO_MS = 100;
const EDITOR = '.graphiql-query-editor .CodeMirror';
const VARIABLES = '.graphiql-editor-tool .CodeMirror';

/** In memory, because a sandboxed page has no other. */
function memoryStorage() {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, String(value)),
    removeItem: (key) => void kept.delete(key),
    clear: () => void kept.clear(),
  };
}

function codeMirror(selector) {
  return document.querySelector(selector)?.CodeMirror;
}

/** Resolves when the editor is on the page. */
function editorShown() {
  return new Promise((resolve) => {
    const look = () => {
      if (codeMirror(EDITOR) === undefined || codeMirror(VARIABLES) === undefined) return;
      observer.disconnect();
      resolve();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    look();
  });
}

/** The editor learns a moment late which operations there are; one that is not in the text any more cannot be meant. */
function withoutOldName({ operationName, ...parameters }) {
  const isThere = [...parameters.query.matchAll(/\b(?:query|mutation)\s+(\w+)/g)].some(
    ([, name]) => name === operationName,
  );
  return isThere ? { ...parameters, operationName } : parameters;
}

function start(port) {
  const waiting = new Map();
  let last = 0;
  const fetcher = (parameters) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      port.postMessage({ kind: 'run', id: last, parameters: withoutOldName(parameters) });
    });
  port.onmessage = ({ data }) => {
    if (data.kind === 'answer') {
      waiting.get(data.id)?.(data.answer);
      waiting.delete(data.id);
    }
    if (data.kind === 'show') {
      codeMirror(EDITOR)?.setValue(data.query);
      codeMirror(VARIABLES)?.setValue(data.variables);
    }
  };
  ReactDOM.createRoot(document.getElementById('editor')).render(
    React.createElement(GraphiQL, {
      fetcher,
      storage: memoryStorage(),
      defaultQuery: '',
      defaultEditorToolsVisibility: 'variables',
      isHeadersEditorEnabled: false,
      shouldPersistHeaders: false,
      showPersistHeadersSettings: false,
    }),
  );
  void editorShown().then(() => {
    tellWhatIsWritten(port);
    port.postMessage({ kind: 'ready' });
  });
}

function tellWhatIsWritten(port) {
  const editor = codeMirror(EDITOR);
  const tell = () =>
    port.postMessage({
      kind: 'written',
      query: editor.getValue(),
      variables: codeMirror(VARIABLES)?.getValue() ?? '',
      offset: editor.indexFromPos(editor.getCursor()),
    });
  editor.on('cursorActivity', tell);
  editor.on('change', tell);
  codeMirror(VARIABLES).on('change', tell);
}

/** In the editor, Tab indents. After Escape it moves on, as everywhere else, so that nobody is held in there. */
function letTabLeave() {
  let leaving = false;
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab' && leaving) event.stopImmediatePropagation();
      if (event.key !== 'Shift') leaving = event.key === 'Escape' || (leaving && event.key === 'Tab');
    },
    { capture: true },
  );
  addEventListener('mousedown', () => {
    leaving = false;
  });
}

/** Says that it is here until the page around it has heard, whichever of the two was ready first. */
function askForPort() {
  const timer = setInterval(() => parent.postMessage('editor', '*'), HELLO_MS);
  parent.postMessage('editor', '*');
  const onMessage = ({ source, ports: [port] }) => {
    if (source !== parent || port === undefined) return;
    clearInterval(timer);
    removeEventListener('message', onMessage);
    start(port);
  };
  addEventListener('message', onMessage);
}

letTabLeave();
askForPort();
