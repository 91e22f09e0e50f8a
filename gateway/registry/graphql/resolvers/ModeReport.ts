import { modeName } from '../names.ts';
import type { ModeReportResolvers } from '../generated/resolvers.ts';

export const ModeReport: ModeReportResolvers = {
  currentMode: ({ currentMode }) => modeName(currentMode),
  mode: ({ mode }) => modeName(mode),
  sentAsText: ({ sentAsText }) => sentAsText.map(({ id, ...sent }) => ({ documentId: id, ...sent })),
};
