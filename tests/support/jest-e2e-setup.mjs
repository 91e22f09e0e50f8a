// Plain JavaScript, because jest would transform a TypeScript file here on its own; Node runs the rest as it is.
export { startSharedStack as default } from './e2e/shared-stack.ts';
