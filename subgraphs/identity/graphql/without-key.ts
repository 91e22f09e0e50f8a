const BEFORE_SIGN_IN = 'nobody is signed in yet, so a kept answer would belong to whoever knows the key';
const GIVES_TOKENS = 'its answer is a token, and is given once';

/** Mutations that take no idempotency key, each with the reason. */
export const WITHOUT_KEY = {
  signUp: `${BEFORE_SIGN_IN}; asking twice queues a second message and changes nothing else`,
  confirmEmail: `${BEFORE_SIGN_IN}; the mailed token works once`,
  activateTotp: `${BEFORE_SIGN_IN}; the enrolment token works once`,
  login: `${BEFORE_SIGN_IN}; asking twice makes a second challenge`,
  verifyMfa: `${BEFORE_SIGN_IN}; ${GIVES_TOKENS}`,
  refreshSession: `${GIVES_TOKENS}; a refresh token that is used twice ends the session`,
  stepUp: `${GIVES_TOKENS}; a code works once, the next one does as well`,
} as const;
