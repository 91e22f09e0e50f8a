export { derivedId, isId, newId } from './uuid.ts';
