import { readFile } from 'node:fs/promises';
import { UNIT_QUESTIONS } from '../../base/systemd/describe-unit.ts';
import { GUEST_ROOT } from '../guest-paths.ts';
import modules from './guest/modules.json' with { type: 'json' };

/** The worker's modules in the order in which they are loaded: each may import those before it, and the last is run. */
const PARTS = [
  'line',
  'bound',
  'events',
  'processes',
  'bundle',
  'shortcuts',
  'errors',
  'watch',
  'stumble',
  'veil',
  'render_errors',
  'renew',
  'run_pass',
  'speech',
  'follow_pass',
  'main',
] as const;

/** A module of Python, by its name. */
export interface WorkerPart {
  readonly name: string;
  readonly text: string;
}

/**
 * The whole worker with its settings, as `boot.py` reads it: one write, however many modules it has. `isForUpload`: it
 * ends when it has taken the files. Default false.
 */
export async function workerSource({ isForUpload = false } = {}): Promise<Buffer> {
  const parts = await Promise.all(PARTS.map(async (name) => ({ name, text: await readGuestProgram(`${name}.py`) })));
  const boot = await readGuestProgram('boot.py');
  const settings = { root: GUEST_ROOT, boot, unit: UNIT_QUESTIONS, ...modules };
  return joinParts(parts, isForUpload ? { ...settings, upload: true } : settings);
}

/** `settings` are what the `main` of the last part is called with. */
export function joinParts(parts: readonly WorkerPart[], settings: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.from(JSON.stringify({ parts: parts.map(({ name, text }) => [name, text]), settings }));
}

/** Text of a file of `guest/`; the build puts that folder beside the compiled files as well. */
export function readGuestProgram(file: string): Promise<string> {
  return readFile(new URL(`guest/${file}`, import.meta.url), 'utf8');
}

/**
 * Modules for Salt to have ready: those that every pass needs, and those that nearly every pass imports in its first
 * seconds.
 */
export function saltModules(): readonly string[] {
  return [...modules.needed, ...modules.likely];
}
