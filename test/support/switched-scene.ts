import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attackScene, type AttackOptions, type AttackScene, type Heard } from './attack-scene.ts';

type Switched = 'pass' | 'fail' | 'error';

/** A scene whose one instance comes out as it is told to, of the same formula, suite and recipe each time. */
export interface SwitchedScene extends AttackScene {
  /** `saltern test` with this outcome. `at`: as for `saltern`. */
  test(
    outcome: Switched,
    options?: { readonly at?: number; readonly environment?: Readonly<Record<string, string>> },
  ): Promise<Heard>;
  /** Id of the newest snapshot, after `snapshot create`. `at`: as for `saltern`. */
  create(options?: { readonly at?: number }): Promise<string>;
}

/** The name of that instance. */
export const SWITCHED = 'demo-default-here';

/** Like `attackScene`: a check fails, or a hook cannot be run, where the switch says so. */
export async function switchedScene(options: Omit<AttackOptions, 'suites'> = {}): Promise<SwitchedScene> {
  const folder = mkdtempSync(join(tmpdir(), 'saltern-switch-'));
  const [wrong, broken] = [join(folder, 'wrong'), join(folder, 'broken')];
  const scene = await attackScene({
    packages: [{ name: 'alpha' }],
    ...options,
    suites: {
      default: {
        checks: { command: { [`test ! -e ${wrong}`]: { 'exit-status': 0 } } },
        hooks: [{ before: 'verify', on: 'host', run: `test ! -e ${broken}` }],
      },
    },
  });
  return {
    ...scene,
    test: (outcome, at = {}) => {
      for (const file of [wrong, broken]) rmSync(file, { force: true });
      if (outcome !== 'pass') writeFileSync(outcome === 'fail' ? wrong : broken, '');
      return scene.saltern(['test'], at);
    },
    create: async (at = {}) => {
      const { stdout } = await scene.saltern(['snapshot', 'create', '--json'], at);
      return (JSON.parse(stdout) as { readonly id: string }).id;
    },
  };
}
