/** A change that was announced and of which it is not known yet what became of it. */
export interface PendingIntent {
  readonly intentId: string;
  readonly requestId: string;
  readonly preparedAt: Date;
}

export interface PendingIntents {
  readonly intents: readonly PendingIntent[];
  readonly settledUntil: Date;
}

/** What the log has about one intent. */
export interface LoggedIntent {
  /** Of the attempt. */
  readonly eventId: string;
  readonly preparedIndex: number;
  readonly preparedAt: Date;
  /** Null while it is pending. */
  readonly outcome: 'COMMITTED' | 'ABORTED' | null;
  readonly outcomeIndex: number | null;
}

/** Of one service at a time: nobody learns anything of the intents of others. */
export interface IntentReader {
  /**
   * Without outcome, oldest first, recorded in `[from, before)`.
   * @returns `settledUntil` as well: every intent of the service that was recorded before has its outcome, and always will
   */
  pending(service: string, from: Date, before: Date, limit: number): Promise<PendingIntents>;
  find(service: string, intentId: string): Promise<LoggedIntent | undefined>;
}
