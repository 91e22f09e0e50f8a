/**
 * The five subgraph services of the embedded stack, in the order in which they are started.
 * Identity leads because the others verify tokens it signs; audit follows because every mutation needs it.
 */
export const SERVICES = ['identity', 'audit', 'vault', 'case', 'incident'] as const;

/** One of the five subgraph services. */
export type ServiceName = (typeof SERVICES)[number];

/** A process that signs its calls or is called with signatures: a subgraph or the gateway in front of them. */
export type ProcessName = ServiceName | 'gateway';

/** Who has keys to sign calls with: the processes, and the job that erases details beside the audit log. */
export type KeyHolder = ProcessName | 'eraser';

/** Who is called with signatures: besides them, the subgraph that the gateway hosts, whose keys are in the gateway's file. */
export type Callee = KeyHolder | 'operations';

/** Who has a database: the subgraphs, the gateway for what its clients may run, and the witness, which nobody signs calls for. */
export type DatabaseOwner = ServiceName | 'gateway' | 'witness';

/** A process of the stack. */
export type StackProcessName = ProcessName | 'witness';
