// Plain JavaScript, because jest would transform a TypeScript file here on its own; Node runs the rest as it is.
export { setUp as default } from './jest-postgres-setup.ts';
