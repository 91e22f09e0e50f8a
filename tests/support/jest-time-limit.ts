import { jest } from '@jest/globals';

/** Servers start and disks sync in these tests: the limit is there to end what hangs, not to time what is slow. */
const LIMIT_MILLISECONDS = 60_000;

jest.setTimeout(LIMIT_MILLISECONDS);
