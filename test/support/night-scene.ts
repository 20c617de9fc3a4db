import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NightRecord } from '../../src/contract/night.ts';
import { attackScene, type AttackOptions, type AttackScene, type Heard } from './attack-scene.ts';

/** A pretended project with a mirror, for nights. */
export interface NightScene extends AttackScene {
  nightly(...argv: readonly string[]): Promise<Heard>;
  /** Records of all nights, oldest first. */
  nights(): readonly NightRecord[];
  /** Ids of all runs. */
  runs(): readonly string[];
}

/** Every instance is required, and may be tried twice. */
export const TRIES_TWICE = "channels: { stable: { require: [{ suites: '*', platforms: '*' }], attempts: 2 } }\n";

/** Disposing removes it. */
export async function nightScene(options: AttackOptions = {}): Promise<NightScene> {
  const scene = await attackScene({ packages: [{ name: 'alpha' }], ...options });
  const inSaltern = (folder: string) => join(scene.directory, '.saltern', folder);
  return {
    ...scene,
    nightly: (...argv) => scene.saltern(['nightly', ...argv]),
    nights: () =>
      list(inSaltern('nights')).map((name) => JSON.parse(readFileSync(join(inSaltern('nights'), name), 'utf8'))),
    runs: () => list(inSaltern('runs')),
  };
}

/** A suite that fails so many times, and passes after that. */
export function failsFirst(times: number) {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-tries-'));
  const line = `touch ${folder}/$$; test $(ls ${folder} | wc -l) -gt ${times}`;
  return { checks: { command: { [line]: { 'exit-status': 0 } } } };
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
