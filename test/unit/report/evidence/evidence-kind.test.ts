import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SalternError } from '../../../../src/contract/errors.ts';
import { evidenceKind } from '../../../../src/report/evidence/evidence-kind.ts';
import { reporterContext } from '../../../support/reporter-context.ts';
import { makeDemoRun } from '../demo-run.ts';

function open(keepEvidence: (evidence: { readonly instance: string }) => Promise<unknown>) {
  const [reporter] = evidenceKind.open({}, reporterContext('/srv/fleet/.saltern', { keepEvidence }));
  if (reporter === undefined) throw new Error('the kind has one reporter');
  return reporter;
}

describe('evidence', () => {
  it('is kept as soon as an instance ends, of each that has some', () => {
    const kept: string[] = [];
    const reporter = open(async ({ instance }) => void kept.push(instance));

    for (const event of makeDemoRun().slice(0, -1)) reporter.on(event);

    expect(kept).toHaveLength(8);
    expect(kept).not.toContain('ops-syslog-default-centos-7');
  });

  it('that could not be kept stops nothing while the run goes on, and is told in the end', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on('unhandledRejection', note);
    const reporter = open(() => Promise.reject(new Error('EROFS: read-only file system')));

    for (const event of makeDemoRun()) reporter.on(event);
    await setImmediate();
    process.off('unhandledRejection', note);

    expect(unhandled).toEqual([]);
    const trouble = await reporter.close?.().catch((error: unknown) => error);
    expect(trouble).toBeInstanceOf(SalternError);
    expect(trouble).toMatchObject({ message: expect.stringContaining("'/srv/fleet/.saltern/evidence'") });
  });
});
