// People who were made for this page, and their tokens. They are in this page's memory alone: the frame never gets one, and when the page
// is left they are gone.

/** Before the five minutes of an access token are over. */
const RENEW_AFTER_MS = 240_000;

async function post(address, body, token) {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    credentials: 'omit',
  });
  return response.json();
}

/** Runs a registered document. @throws Error with a sentence for the person */
async function runRegistered(documents, name, variables, token) {
  const { data, errors } = await post('/graphql', { documentId: `sha256:${documents[name]}`, variables }, token);
  if (errors === undefined) return data;
  throw new Error(`${name}: ${errors[0].message}.`);
}

/** Somebody of the sandbox, who signs in when they are first needed, and then has the data that they begin with. */
function somebody(person, documents) {
  const nextCode = authenticator(person.totpSecret);
  let session;
  let hasData = false;
  const addData = async (token) => {
    if (hasData) return;
    hasData = true;
    for (const [name, input] of FIRST_DATA.get(person.persona) ?? [])
      await runRegistered(documents, name, { input }, token);
  };
  const signIn = async () => {
    const { email, password } = person;
    const { login } = await runRegistered(documents, 'Login', { input: { email, password, deviceName: 'explorer' } });
    const input = { challengeId: login.challenge.id, code: await nextCode() };
    const { verifyMfa } = await runRegistered(documents, 'VerifyMfa', { input });
    await addData(verifyMfa.accessToken);
    return verifyMfa;
  };
  const renew = async ({ refreshToken }) => {
    try {
      return (await runRegistered(documents, 'RefreshSession', { input: { refreshToken } })).refreshSession;
    } catch {
      return signIn();
    }
  };
  const begin = (tokens) => {
    const begun = { tokens, since: Date.now() };
    session = begun;
    tokens.catch(() => {
      if (session === begun) session = undefined;
    });
    return tokens;
  };
  const tokens = async () => {
    if (session === undefined) return begin(signIn());
    if (Date.now() - session.since < RENEW_AFTER_MS) return session.tokens;
    return begin(renew(await session.tokens));
  };
  return {
    ...person,
    token: async () => (await tokens()).accessToken,
    leave: async () => {
      if (session === undefined) return;
      const { accessToken } = await session.tokens;
      session = undefined;
      await runRegistered(documents, 'RevokeSession', { input: {} }, accessToken);
    },
  };
}

/** New people. */
async function openSandbox(documents) {
  const answer = await post('/explorer/sandbox', {});
  if (answer.people === undefined) throw new Error(`No sandbox: ${answer.title ?? 'the gateway did not make one'}.`);
  const people = new Map(answer.people.map((person) => [person.persona, somebody(person, documents)]));
  // What others may see is the principal's.
  await people.get('principal')?.token();
  return people;
}
