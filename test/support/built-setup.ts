import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ROOT } from '../root.ts';
import { run } from '../testbed/host/command.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the command line as it is published, built from the sources as they are when the tests begin. Not in `unit`. */
    readonly program: string;
  }
}

/** Below it, what is not bundled is found as it is where saltern is installed. */
const PARENT = join(ROOT, 'node_modules/.saltern-built');

/**
 * Builds the command line once for all projects, and removes it after them: what is published starts in a third of the
 * time that the sources take, and tests start it thousands of times.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (project.vitest.projects.every(({ name }) => name === 'unit')) return undefined;
  await mkdir(PARENT, { recursive: true });
  const folder = await mkdtemp(join(PARENT, 'run-'));
  await run(['node', 'test/build.ts', folder], { cwd: ROOT });
  project.provide('program', join(folder, 'saltern.cjs'));
  return () => rm(folder, { recursive: true });
}
