import type { Row } from './measure.ts';

const ABOUT: Readonly<Record<string, string>> = {
  'full-test': 'test of 4 states, `again` included; floor: docker run, tar in, one salt-call, one exec, rm',
  're-converge': 'converge again, nothing changed; floor: tar in, salt-call',
  'eight-instances': 'eight full tests with default flags; floor: eight bare ones at once',
  'upload-first': '1000 files in and Salt imported; floor: tar in, import',
  'upload-unchanged': 'the same 1000 files again; floor: the same',
  'checks-297': '297 checks of six types that hold; floor: goss in the guest, over the same connection',
  'vm-warm': 'a VM from nothing to the first salt-call; floor: the same image booted; ratio: how many times faster',
  'vm-warm-2': 'two at once',
  'vm-warm-4': 'four at once, on the cores above',
  'vm-ready': 'a VM from nothing to the first command; floor: the same image booted; ratio: how many times faster',
  'vm-ready-2': 'two at once',
  'vm-ready-4': 'four at once',
  'output-40mb': 'converge whose one state prints 40 MB; floor: salt-call of the same',
  help: 'saltern --help; floor: node --eval 0',
  'list-100': 'saltern list, 100 instances; floor: node --eval 0',
  'list-5000': 'saltern list, 5,000 instances; floor: node --eval 0',
  'gate-1000x10000': 'gate check, 1,000 requirements by name on 10,000 results of 300 packages; floor: node --eval 0',
  'snapshot-10000': 'the first snapshot of 10,000 packages; floor: cp and sha256sum, which force nothing to disk',
  'fake-1000': 'test of 1,000 pretended instances at once; floor: as many commands, one after the other',
};

/** The table as Markdown, for the screen and the README. */
export function renderRows(rows: readonly Row[]): string {
  const head = ['| benchmark | floor | saltern | ratio | runs | what |', '|---|---|---|---|---|---|'];
  const body = rows.map(
    ({ name, floor_s, saltern_s, ratio, runs, peak_mib }) =>
      `| ${name} | ${floor_s.toFixed(2)} s | ${saltern_s.toFixed(2)} s | ${ratio.toFixed(2)} | ${runs} | ${ABOUT[name] ?? ''}${peak_mib === undefined ? '' : `; memory of saltern: ${peak_mib} MiB`} |`,
  );
  return [...head, ...body].join('\n');
}
