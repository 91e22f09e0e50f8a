import { counted } from '../counted.ts';
import { modeName } from '../names.ts';
import type { ModeReportResolvers } from '../generated/resolvers.ts';

export const ModeReport: ModeReportResolvers = {
  currentMode: ({ currentMode }) => modeName(currentMode),
  mode: ({ mode }) => modeName(mode),
  registeredRequests: ({ registeredRequests }) => counted(registeredRequests),
  refusedRequests: ({ refusedRequests }) => counted(refusedRequests),
  sentAsText: ({ sentAsText }) =>
    sentAsText.map(({ id, count, ...sent }) => ({ documentId: id, count: counted(count), ...sent })),
  unknown: ({ unknown }) => unknown.map(({ count, ...text }) => ({ count: counted(count), ...text })),
};
