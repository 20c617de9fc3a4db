import { stringify } from 'yaml';
import { diagnose } from '../../../../src/app/diagnose.ts';
import type { App } from '../../../../src/cli/app.ts';
import type { Finding } from '../../../../src/contract/driver.ts';
import { fakeApp, type FakeApp } from '../../../support/fake-app.ts';

/** A project of a formula `web` with pretended instances, and these words more. */
export function projectWith(more: Readonly<Record<string, unknown>>, change: Partial<App> = {}): FakeApp {
  const project = {
    formula: '.',
    'formula-name': 'web',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: { here: { fake: {} } },
    suites: { default: {} },
    ...more,
  };
  return fakeApp({ 'saltern.yml': stringify(project), 'web/init.sls': '' }, change);
}

/** What the doctor finds under these titles, as `outcome message`. */
export async function findingsOf(app: FakeApp, title: RegExp): Promise<readonly string[]> {
  const findings = await diagnose(app, {});
  return findings.filter((finding) => title.test(finding.title)).map(show);
}

function show({ outcome, message }: Finding): string {
  return `${outcome} ${message}`;
}
