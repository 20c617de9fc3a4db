import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DriverContext } from '../../src/contract/context.ts';

export interface RecordedContext extends DriverContext {
  readonly shown: string[];
  readonly told: string[];
}

/**
 * What a driver gets, for a project of its own; what it shows and tells is recorded. It has no end of its own: a file's tests
 * share one, and how long each may take is for the test to say.
 */
export function driverContext(change: Partial<DriverContext> = {}): RecordedContext {
  const directory = mkdtempSync(join(tmpdir(), 'saltern-driver-'));
  const shown: string[] = [];
  const told: string[] = [];
  return {
    signal: new AbortController().signal,
    project: { name: 'contract', id: `contract-${randomUUID().slice(0, 8)}`, directory },
    runId: randomUUID(),
    timeoutMs: 600_000,
    environment: process.env,
    cacheDirectory: join(directory, 'cache'),
    now: () => Date.now(),
    progress: (text) => shown.push(text),
    output: (text) => told.push(text),
    ...change,
    shown,
    told,
  };
}
