import { formatSeconds, percent, type Row } from './measure.ts';

const ABOUT: Readonly<Record<string, string>> = {
  'full-test': 'test of 4 states, `again` included; floor: docker run, tar in, one salt-call, one exec, rm',
  'full-test-40': 'the same of 40 states',
  're-converge': 'converge again, nothing changed; floor: one exec with tar and salt-call',
  'eight-instances': 'eight full tests with default flags; floor: eight bare ones, as many at once as there are cores',
  'salt-look-ups':
    'salt-call of 4 states without the three look-ups that saltern answers; floor: with them; neither is saltern',
  'upload-first':
    '1000 files in and Salt imported; floor: the same tar and import in one exec over the same connection',
  'upload-unchanged': 'the same 1000 files again, of which nothing is sent; floor: as above, all of them',
  'checks-297': '297 checks of six types that hold; floor: goss in the guest, over the same connection',
  'vm-warm': 'a VM from nothing to the first salt-call; floor: the same image booted; ratio: how many times faster',
  'vm-warm-2': 'two at once',
  'vm-warm-4': 'four at once, on the cores above',
  'vm-ready': 'a VM from nothing to the first command; floor: the same image booted; ratio: how many times faster',
  'vm-ready-2': 'two at once',
  'vm-ready-4': 'four at once',
  'output-40mb': 'converge whose one state prints 40 MB; floor: salt-call of the same',
  'nightly-fleet':
    'a night of the whole fleet; floor: the time that Salt had in the guests, both passes, divided by the cores',
  'nightly-40': 'a night of 40 pretended instances; floor: as many commands, one after the other',
  'nightly-1000': 'a night of 1,000 pretended instances; floor: as many commands, one after the other',
  help: 'saltern --help; floor: node --eval 0',
  'list-100': 'saltern list, 100 instances; floor: node --eval 0',
  'list-5000': 'saltern list, 5,000 instances; floor: node --eval 0',
  'history-365': 'saltern history, 40 instances in 365 nights; floor: node --eval 0',
  'site-365': 'saltern site, every page of 365 nights of 40 instances from nothing; floor: node --eval 0',
  'decide-1000': 'decide, 1,000 requirements on 100,000 results, one in seven a failure; floor: reading them from JSON',
  'gate-1000x10000': 'gate check, 1,000 requirements by name on 10,000 results of 300 packages; floor: node --eval 0',
  'snapshot-10000': 'the first snapshot of 10,000 packages; floor: cp and sha256sum, which force nothing to disk',
  'snapshot-10000-pooled':
    'saltern snapshot create of 10,000 packages, 300 of them new, all pooled, start of Node included; floor: cp -al',
  'snapshot-50000': 'the same of 50,000; floor: rsync --link-dest',
  'create-10000': 'that snapshot alone, from the lock to the last rename; floor: as above',
  'manifest-10000':
    'what is in a repository of 10,000 packages, from its metadata, without the start of Node; floor: gzip -d',
  'diff-10000':
    'saltern snapshot diff of two stored snapshots, 300 packages differ, start of Node included; floor: dnf repodiff',
  'compare-10000':
    'that comparison alone, from the stored manifests, the first time in its process; floor: diff of the two files',
  'compare-10000-again': 'the same in a process that has done it before; floor: as above',
  'promote-10000':
    'a channel moves, once it is decided and verified: lock, record, log, link, all forced to disk; floor: a link made and renamed, nothing forced',
  'farm-1000': '1,000 instances that take no time, through the queue to four worker processes; floor: to one',
  'fake-1000': 'test of 1,000 pretended instances at once; floor: as many commands, one after the other',
};

/** The table as Markdown, for the screen and the README, with a warning below it where the machine was busy. Pure. */
export function renderRows(rows: readonly Row[]): string {
  const head = [
    '| benchmark | floor | saltern | ratio | min–max | runs | load | what |',
    '|---|---|---|---|---|---|---|---|',
  ];
  const busy = rows.filter((row) => row.busy_runs > 0);
  return [...head, ...rows.map(renderRow), ...(busy.length > 0 ? ['', warn(busy)] : [])].join('\n');
}

function renderRow(row: Row): string {
  const { name, runs, load, busy_runs, peak_mib } = row;
  const cells = [
    name,
    formatSeconds(row.floor_s),
    formatSeconds(row.saltern_s),
    row.ratio.toFixed(2),
    `${row.ratio_low.toFixed(2)}–${row.ratio_high.toFixed(2)}`,
    runs,
    `${percent(load)}${busy_runs > 0 ? ' !' : ''}`,
    `${ABOUT[name] ?? ''}${peak_mib === undefined ? '' : `; memory of saltern: ${peak_mib} MiB`}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function warn(busy: readonly Row[]): string {
  const which = busy.map(({ name, runs, busy_runs }) => `${name} (${busy_runs} of ${runs} rounds)`).join(', ');
  return `! The machine was busy with something else: ${which}. Do not trust these rows; run them again when it is idle.`;
}
