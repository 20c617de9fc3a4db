import { findTrouble } from '../probe/find-trouble.ts';
import { type ProbeRecords, recordLines, recordParts } from '../probe/parse-records.ts';
import { absent, type Fact, type Facts, known, type Resource, type ResourceType, TOOK, unknown } from '../resource.ts';
import { lastLines } from '../last-lines.ts';
import { type Call, gatherCommands, MOST_OUTPUT, toWaves } from './gather-commands.ts';

/** Milliseconds, goss's default. */
const DEFAULT_TIMEOUT = 10_000;

/** What `timeout` exits with: GNU's 124, 137 after a kill, busybox's 143. A command may exit so itself. */
const TIMED_OUT: readonly number[] = [124, 137, 143];
/** Seconds by which a time-out may seem to have come early: the kernel tells its uptime in hundredths. */
const TOLERANCE = 0.02;

/** Shell lines run as root through `sh -c`, stdin closed, outputs apart. Time-outs are rounded up to whole seconds. */
export const commandType: ResourceType = {
  name: 'command',
  nameKey: 'exec',
  attributes: { 'exit-status': 'number', stdout: 'text', stderr: 'text' },
  required: ['exit-status'],
  guard: undefined,
  settings: { timeout: 'milliseconds' },
  checkName: (name) => (name.trim() === '' ? 'the command is empty' : undefined),
  gather: (resources) => gatherCommands(resources.map(toCall)),
  read(resources, records) {
    const calls = resources.map(toCall);
    return toWaves(calls).flatMap((wave, number) => readWave(wave, number, records));
  },
  gatherMore: () => [],
  explain({ facts }) {
    const output = (stream: 'stdout' | 'stderr'): string => {
      const fact = facts[`all-${stream}`] ?? facts[stream];
      return fact?.kind === 'value' && typeof fact.value === 'string' ? fact.value : '';
    };
    return [...lastLines(output('stdout'), 15, 'stdout  '), ...lastLines(output('stderr'), 15, 'stderr  ')];
  },
};

function toCall(resource: Resource): Call {
  return { resource, seconds: Math.ceil(timeoutOf(resource) / 1000) };
}

function timeoutOf({ settings }: Resource): number {
  const timeout = settings['timeout'];
  return typeof timeout === 'number' && timeout > 0 ? timeout : DEFAULT_TIMEOUT;
}

function readWave(wave: readonly Call[], number: number, records: ProbeRecords): readonly Facts[] {
  const ends = (recordLines(records, `command.said.${number}`) ?? []).map((line) => line.split(' '));
  const outputs = recordParts(records, `command.outputs.${number}`, 2 * wave.length);
  const [status, ...said] = recordLines(records, `command.outputs-status.${number}`) ?? [];
  const trouble = findTrouble(said.join('\n')) ?? 'the probe did not read it';
  const readOutput = (at: number): Fact => toOutput(status === '0' ? outputs?.[at] : undefined, trouble);
  const hasTimeout = (recordLines(records, 'command.tools') ?? []).length > 0;
  return wave.map((call, at): Facts => {
    const own = ends.filter(([index]) => index === String(call.resource.index));
    const [stdout, stderr] = [readOutput(2 * at), readOutput(2 * at + 1)];
    const end = own.length === 1 && hasTimeout ? readEnd(call, own[0] ?? [], stderr) : whyNoEnd(hasTimeout);
    const took = own.length === 1 ? readTook(own[0] ?? []) : {};
    return end.kind === 'value'
      ? { 'exit-status': end, stdout, stderr, ...took }
      : { 'exit-status': end, stdout: end, stderr: end, 'all-stdout': stdout, 'all-stderr': stderr, ...took };
  });
}

/** A command that hangs has failed its check; only when it could not be started at all is nothing known. */
function readEnd({ resource, seconds }: Call, end: readonly string[], stderr: Fact): Fact {
  const [status, from, to] = end.slice(1).map((word) => (/^\d+(?:\.\d+)?$/.test(word) ? Number(word) : undefined));
  if (end.length !== 4 || status === undefined || from === undefined || to === undefined || status > 255) {
    return unknown('the probe did not say how it ended');
  }
  const isLate = TIMED_OUT.includes(status) && to - from >= seconds - TOLERANCE;
  if (isLate) return absent(`the command did not end within ${timeoutOf(resource) / 1000} s`);
  const said = stderr.kind === 'value' && typeof stderr.value === 'string' ? stderr.value : '';
  const isNotStarted = status === 125 && said.startsWith('timeout: ');
  return isNotStarted ? unknown(`the command could not be run: ${findTrouble(said) ?? ''}`) : known(status);
}

/** Milliseconds by the guest's own clock, which tells hundredths of a second; none that cannot be. */
function readTook([, , from, to]: readonly string[]): Facts {
  const ms = Math.round((Number(to) - Number(from)) * 1000);
  return Number.isFinite(ms) && ms >= 0 ? { [TOOK]: known(ms) } : {};
}

function whyNoEnd(hasTimeout: boolean): Fact {
  return unknown(hasTimeout ? 'the command could not be run to its end' : 'the guest has no `timeout`');
}

function toOutput(bytes: Buffer | undefined, trouble: string): Fact {
  if (!bytes) return unknown(trouble);
  return bytes.length > MOST_OUTPUT
    ? unknown(`it is longer than ${MOST_OUTPUT / 1024 / 1024} MiB`)
    : known(bytes.toString('utf8'));
}
