import { isStrict } from '#platform/config';
import type { Environment } from '#platform/config';

/** What the environment switches on. */
export interface Features {
  /** Introspection and the explorer: for developers, not for the public. */
  readonly introspection: boolean;
  /** Pages that show what development would otherwise hide, such as outgoing mail. */
  readonly developmentPages: boolean;
  /** Requests must come by https; browsers are told to keep to it. */
  readonly httpsOnly: boolean;
}

export function featuresOf(environment: Environment): Features {
  return {
    introspection: environment !== 'production',
    developmentPages: environment === 'dev' || environment === 'test',
    httpsOnly: isStrict(environment),
  };
}
