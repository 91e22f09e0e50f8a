export { id, line, text } from './text.ts';
