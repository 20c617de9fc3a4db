import { quoteWord } from '../../../base/text/quote-word.ts';
import { type ProbeRecords, recordText } from '../probe/parse-records.ts';
import { absent, type Fact, type Facts, known, type Resource, type ResourceType, unknown } from '../resource.ts';
import { lastLines } from '../last-lines.ts';

/** Milliseconds, goss's default. */
const DEFAULT_TIMEOUT = 10_000;
/** How many commands run side by side: goss gives them no order. */
const AT_ONCE = 4;
/** Most bytes of each output that are carried over. */
const MOST_OUTPUT = 4 * 1024 * 1024;
/** 512-byte blocks (dash) or KiB (bash): ends a command that would fill the disk. */
const LARGEST_FILE = 2_097_152;

/** What `timeout` exits with: GNU's 124, 137 after a kill, busybox's 143. */
const TIMED_OUT: readonly string[] = ['124', '137', '143'];

/** Shell lines run as root through `sh -c`, stdin closed, outputs apart. Time-outs are rounded up to whole seconds. */
export const commandType: ResourceType = {
  name: 'command',
  nameKey: 'exec',
  attributes: { 'exit-status': 'number', stdout: 'text', stderr: 'text' },
  required: ['exit-status'],
  guard: undefined,
  settings: { timeout: 'milliseconds' },
  checkName: (name) => (name.trim() === '' ? 'the command is empty' : undefined),
  gather: gatherCommands,
  read: (resources, records) => resources.map((resource) => readCommand(resource, records)),
  gatherMore: () => [],
  explain({ resource }, first) {
    const output = (stream: 'stdout' | 'stderr') => recordText(first, `command.${stream}.${resource.index}`);
    return [...lastLines(output('stdout'), 15, 'stdout  '), ...lastLines(output('stderr'), 15, 'stderr  ')];
  },
};

/**
 * The status is written by a shell inside the time limit, so a command that itself exits 124 does not count as late.
 * Outputs go to files: a daemon that a command leaves behind cannot keep the probe waiting at a pipe.
 */
function gatherCommands(resources: readonly Resource[]): readonly string[] {
  const lanes = Array.from({ length: Math.min(AT_ONCE, resources.length) }, (_, lane) =>
    resources.filter((_resource, at) => at % AT_ONCE === lane),
  );
  return [
    `ct() { timeout -k 2 "$2" sh -c 'sh -c "$1"; echo $? >"$2"' sh "$3" "$d/$1.rc" >"$d/$1.out" 2>"$d/$1.err"; echo $? >"$d/$1.limit"; }`,
    ...lanes.map((lane) => `( ulimit -f ${LARGEST_FILE} 2>/dev/null\n${lane.map(toCall).join('\n')}\n) &`),
    'wait',
    'set --',
    `for i in ${resources.map(({ index }) => index).join(' ')}; do`,
    '  s=; if [ -r "$d/$i.rc" ]; then read -r s <"$d/$i.rc"; fi; m command.status.$i; echo "$s"',
    '  s=; if [ -r "$d/$i.limit" ]; then read -r s <"$d/$i.limit"; fi; m command.limit.$i; echo "$s"',
    '  if [ -s "$d/$i.out" ]; then m command.stdout.$i >"$d/$i.m"; set -- "$@" "$d/$i.m" "$d/$i.out"; fi',
    '  if [ -s "$d/$i.err" ]; then m command.stderr.$i >"$d/$i.n"; set -- "$@" "$d/$i.n" "$d/$i.err"; fi',
    'done',
    `if [ $# -gt 0 ]; then head -q -c ${MOST_OUTPUT + 1} -- "$@"; fi`,
  ];
}

function toCall(resource: Resource): string {
  return `ct ${resource.index} ${Math.ceil(timeoutOf(resource) / 1000)} ${quoteWord(resource.name)}`;
}

function timeoutOf({ settings }: Resource): number {
  const timeout = settings['timeout'];
  return typeof timeout === 'number' && timeout > 0 ? timeout : DEFAULT_TIMEOUT;
}

function readCommand(resource: Resource, records: ProbeRecords): Facts {
  const status = recordText(records, `command.status.${resource.index}`).trim();
  if (status === '') {
    const fact = explainNoStatus(resource, recordText(records, `command.limit.${resource.index}`).trim());
    return { 'exit-status': fact, stdout: fact, stderr: fact };
  }
  return {
    'exit-status': known(Number(status)),
    stdout: readOutput(records, `command.stdout.${resource.index}`),
    stderr: readOutput(records, `command.stderr.${resource.index}`),
  };
}

/** A command that hangs has failed its check; only when it could not be started at all is nothing known. */
function explainNoStatus(resource: Resource, limit: string): Fact {
  if (TIMED_OUT.includes(limit)) return absent(`the command did not end within ${timeoutOf(resource) / 1000} s`);
  return unknown(
    limit === '127' ? 'the guest has no `timeout`' : `the command could not be run (${limit || 'no answer'})`,
  );
}

function readOutput(records: ProbeRecords, name: string): Fact {
  const bytes = records.get(name) ?? Buffer.alloc(0);
  return bytes.length > MOST_OUTPUT
    ? unknown(`it is longer than ${MOST_OUTPUT / 1024 / 1024} MiB`)
    : known(bytes.toString('utf8'));
}
