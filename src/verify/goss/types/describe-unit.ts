import { quoteWord } from '../../../base/text/quote-word.ts';
import { type ProbeRecords, recordText } from '../probe/parse-records.ts';

const PROPERTIES =
  'LoadState,ActiveState,Result,ExecMainCode,ExecMainStatus,StateChangeTimestamp,InactiveEnterTimestamp';
const JOURNAL_LINES = 5;

/** Shell that looks up a unit's state and its last words. `show` is slow, some 2 ms a unit: only after a failure. */
export function gatherUnitState(unit: string, index: number): readonly string[] {
  return [
    `m service.show.${index}`,
    `LC_ALL=C systemctl --no-pager show -p ${PROPERTIES} -- ${quoteWord(unit)} 2>/dev/null`,
    `m service.journal.${index}`,
    `LC_ALL=C timeout -k 1 5 journalctl -q --no-pager -o short -n ${JOURNAL_LINES} -u ${quoteWord(unit)} 2>/dev/null`,
  ];
}

/** The unit's state in one line, then, if wanted, the last lines of its journal. */
export function describeUnit(
  unit: string,
  about: { readonly index: number; readonly enabled: string | undefined; readonly withJournal: boolean },
  records: ProbeRecords,
): readonly string[] {
  const shown = recordText(records, `service.show.${about.index}`);
  const journal = recordText(records, `service.journal.${about.index}`).split('\n').filter(Boolean);
  return [describeState(unit, shown, about.enabled), ...(about.withJournal ? journal.map(toJournalLine) : [])];
}

/** `sshd.service failed, exit status 255, 02:14:07; unit file enabled` */
function describeState(unit: string, shown: string, enabled = 'not known'): string {
  const values = new Map(
    shown.split('\n').map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)]),
  );
  const get = (key: string): string => values.get(key) ?? '';
  if (get('LoadState') === 'not-found') return `${unit} does not exist`;
  const active = get('ActiveState');
  const result = get('Result');
  const status = get('ExecMainStatus');
  const how =
    get('ExecMainCode') === '1' && status !== '0'
      ? [`exit status ${status}`]
      : ['', 'success', 'exit-code'].includes(result)
        ? []
        : [result];
  const at = /\d\d:\d\d:\d\d/.exec(get(active === 'active' ? 'StateChangeTimestamp' : 'InactiveEnterTimestamp'))?.[0];
  const loaded = get('LoadState') === 'loaded' || get('LoadState') === '' ? [] : [get('LoadState')];
  const file = enabled === '!' ? 'not known' : enabled;
  return (
    [`${unit} ${active || 'not known'}`, ...loaded, ...how, ...(at ? [at] : [])].join(', ') + `; unit file ${file}`
  );
}

/** `Nov 22 02:14:07 host sshd[812]: text` without what every line repeats. */
function toJournalLine(line: string): string {
  const text = line.replace(/^\w{3} +\d+ \d\d:\d\d:\d\d \S+ /, '');
  return `journal  ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`;
}
