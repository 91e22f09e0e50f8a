// Plain JavaScript for the same reason as the setup.
export { stopSharedStack as default } from './e2e/shared-stack.ts';
