import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';

export interface FleetProject extends AsyncDisposable {
  readonly directory: string;
}

export interface FleetShape {
  readonly suites: number;
  readonly platforms: number;
  /** Further keys of the project file. Default: none. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Relative path → content. Default: none. */
  readonly files?: Readonly<Record<string, string>>;
  /** Keys of every platform's `fake:`. Default: none. */
  readonly fake?: Readonly<Record<string, unknown>>;
}

/** `suites` × `platforms` pretended instances with one check each that really runs; disposing removes them. */
export async function fleetProject({ suites, platforms, more = {}, files = {}, fake = {} }: FleetShape) {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-fleet-'));
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
  const checks = { command: { true: { 'exit-status': 0 } } };
  const project = {
    formula: 'none',
    'formula-name': 'f',
    driver: 'fake',
    platforms: Object.fromEntries(
      numbered('p', platforms).map((name) => [name, { image: 'example/none', fake: { exec: 'host', ...fake } }]),
    ),
    suites: Object.fromEntries(numbered('s', suites).map((name) => [name, { checks }])),
    ...more,
  };
  for (const [path, text] of Object.entries({ 'saltern.yml': stringify(project), ...files })) {
    await mkdir(join(directory, path, '..'), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  return {
    directory,
    async [Symbol.asyncDispose]() {
      // Snapshots are read-only on purpose.
      await execa('chmod', ['-R', 'u+w', directory], { reject: false });
      await rm(directory, { recursive: true, force: true });
    },
  } satisfies FleetProject;
}
