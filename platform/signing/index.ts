export { readServiceKeys } from './read-service-keys.ts';
export { createRequestSigner } from './request-signer.ts';
export type { OutgoingRequest, RequestSigner, SignatureHeaders } from './request-signer.ts';
export { splitRequestTarget } from './request-target.ts';
export { createRequestVerifier, UNREAD_BODY } from './request-verifier.ts';
export type { IncomingServiceRequest, RequestVerifier, VerifiedRequest } from './request-verifier.ts';
export type { NonceStore } from './nonce-store.ts';
export { generateServiceKey, parseServiceKeys } from './service-keys.ts';
export type { ServiceKey, ServiceKeyEntry } from './service-keys.ts';
