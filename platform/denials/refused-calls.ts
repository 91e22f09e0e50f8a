import { ANONYMOUS } from '#platform/auth';
import type { RefusedCall } from '#platform/http';
import type { DenialRecorder } from './denial-recorder.ts';

/** Records what `requireSignedCaller` refuses. Without a good signature nobody knows who called. */
export function recordRefusedCalls(denials: DenialRecorder): (refused: RefusedCall) => void {
  return ({ route, callerService, requestId }) => {
    const common = { coordinate: route, layer: 'signature', requestId } as const;
    if (callerService === undefined) denials.record({ ...common, actor: ANONYMOUS, reason: 'service_signature' });
    else denials.record({ ...common, actor: { kind: 'service', name: callerService }, reason: 'service_caller' });
  };
}
