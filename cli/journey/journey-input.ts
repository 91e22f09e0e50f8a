import type { Policy } from '#platform/tlog';
import type { BundleReport } from '../audit/report.ts';
import type { ChosenFile } from './chosen-file.ts';
import type { Endpoint } from './endpoint.ts';

/** Shows one step; returns what the step returned. */
export type Step = <Result>(title: string, work: () => Promise<Result>) => Promise<Result>;

export interface JourneyInput {
  readonly endpoint: Endpoint;
  readonly file: ChosenFile;
  /** Folder for the downloaded bundle. */
  readonly folder: string;
  readonly policy: Policy | null;
  readonly step: Step;
}

export interface JourneyResult {
  readonly bundle: string;
  readonly report: BundleReport;
}
