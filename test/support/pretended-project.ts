import { stringify } from 'yaml';
import { type E2eProject, e2eProject } from './e2e-project.ts';

/** A check that runs on this machine: the fake driver pretends the instance, the command is real. */
export const passes = { checks: { command: { true: { 'exit-status': 0 } } } };
export const fails = { checks: { command: { false: { 'exit-status': 0 } } } };

/** What a suite file or a platform of a pretended project may change. */
export interface Pretended {
  readonly suites?: Readonly<Record<string, unknown>>;
  /** The fake driver's section by platform. Default: one platform `here`. */
  readonly platforms?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly more?: Readonly<Record<string, unknown>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** A project without Salt and without an engine: formula `demo`, folders as instances, checks that really run. */
export function pretendedProject({
  suites = { default: passes },
  platforms = { here: {} },
  more = {},
  files = {},
}: Pretended = {}): Promise<E2eProject> {
  const project = {
    formula: 'none',
    'formula-name': 'demo',
    driver: 'fake',
    salt: { from: 'image' },
    platforms: Object.fromEntries(
      Object.entries(platforms).map(([name, fake]) => [name, { fake: { exec: 'host', ...fake } }]),
    ),
    suites,
    ...more,
  };
  return e2eProject({ files: { 'saltern.yml': stringify(project), ...files } });
}
