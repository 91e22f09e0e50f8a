export { decodeText } from '#platform/log-entry';
