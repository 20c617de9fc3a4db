import { existsSync, mkdtempSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execOnHost } from '../../drivers/fake/exec-on-host.ts';
import type { JsonObject } from '../../src/base/json/json.ts';
import type { Connection, ExecResult } from '../../src/contract/connection.ts';
import type { CheckResult } from '../../src/contract/result.ts';
import { gossVerifier } from '../../src/verify/goss/goss-verifier.ts';
import { examplePlan } from './example-plan.ts';

/** What the probe may use of this machine; a check that needs another is to say that it is missing. */
const TOOLS = (
  'base64 cat cksum env find getent grep head id kill ls md5sum mkdir mkfifo mktemp ps readlink rm sed seq sh sha256sum ' +
  'sha512sum sleep stat tee timeout touch tr true'
).split(' ');

export interface HereOptions {
  /** Tools that are taken away. */
  readonly without?: readonly string[];
  /** Shell scripts that are there under these names, instead of a tool of this machine. */
  readonly programs?: Readonly<Record<string, string>>;
  /** What the checks see instead of the probe's reply; called for each exec. */
  readonly change?: (result: ExecResult, script: string) => ExecResult;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs checks with this machine as the guest, its tools narrowed to those named here. */
export async function checksHere(resources: JsonObject, options: HereOptions = {}): Promise<readonly CheckResult[]> {
  return gossVerifier.verify(
    { documents: [{ resources, file: 'goss.yml', places: {} }] },
    { plan: examplePlan({ name: 'here' }), connection: hereConnection(options) },
    { signal: AbortSignal.timeout(60_000), output: () => undefined },
  );
}

/** `outcome type id property`, one for each result. */
export function outcomes(results: readonly CheckResult[]): readonly string[] {
  return results.map(({ outcome, type, id, property }) => `${outcome} ${type} ${id} ${property}`);
}

export function hereConnection({ without = [], programs = {}, change, environment = {} }: HereOptions): Connection {
  const bin = makeBin(without, programs);
  const refuse = (): never => {
    throw new Error('checks do not need this');
  };
  return {
    async exec(argv, options = {}) {
      const workdir = tmpdir();
      const all = { PATH: bin, TMPDIR: tmpdir(), HOME: '/root', ...environment, ...options.environment };
      const result = await execOnHost(argv, workdir, { ...options, environment: all });
      return change?.(result, String(options.stdin)) ?? result;
    },
    put: refuse,
    get: refuse,
    loginCommand: refuse,
    address: () => undefined,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function makeBin(without: readonly string[], programs: Readonly<Record<string, string>>): string {
  const bin = join(mkdtempSync(join(tmpdir(), 'bin-')), 'bin');
  mkdirSync(bin);
  const folders = ['/usr/bin', '/bin', '/usr/local/bin'];
  for (const tool of TOOLS.filter((name) => !without.includes(name) && !(name in programs))) {
    const folder = folders.find((one) => existsSync(join(one, tool)));
    if (folder !== undefined) symlinkSync(join(folder, tool), join(bin, tool));
  }
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return bin;
}
