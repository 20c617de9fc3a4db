/** What systemd says of a unit, as it says it; empty where it said nothing. */
export interface UnitAnswers {
  /** `systemctl show` of some properties. */
  readonly show: string;
  /** The last lines of its journal. */
  readonly journal: string;
  /** The word of `systemctl is-enabled`. */
  readonly enabled: string;
}

const PROPERTIES =
  'LoadState,ActiveState,Result,ExecMainCode,ExecMainStatus,StateChangeTimestamp,InactiveEnterTimestamp';
/** A service that is started again and again says at its end five lines that tell nothing of why. */
const JOURNAL_LINES = 12;

/**
 * By what a unit is looked up, as commands that end in its name; under `LC_ALL=C`, and only after a failure: `show` takes
 * some 2 ms a unit.
 */
export const UNIT_QUESTIONS: Readonly<Record<keyof UnitAnswers, readonly string[]>> = {
  show: ['systemctl', '--no-pager', 'show', '-p', PROPERTIES, '--'],
  journal: ['journalctl', '-q', '--no-pager', '-o', 'short', '-n', String(JOURNAL_LINES), '-u'],
  enabled: ['systemctl', 'is-enabled', '--'],
};

const UNIT_KINDS = /\.(service|socket|timer|target|mount|path|slice|scope|device|swap|automount)$/;

/** The unit that a service is called by: `sshd` is `sshd.service`. */
export function unitOf(name: string): string {
  return UNIT_KINDS.test(name) ? name : `${name}.service`;
}

/**
 * What one would look up of a unit that failed: its state, exit status and time in one line, then the last lines of its
 * journal. None where systemd said nothing.
 */
export function describeUnit(unit: string, { show, journal, enabled }: UnitAnswers): readonly string[] {
  const lines = journal.split('\n').filter((line) => line !== '' && !line.startsWith('-- '));
  return show === '' ? [] : [describeState(unit, show, enabled), ...lines.map(toJournalLine)];
}

/** `sshd.service failed, exit status 255, 02:14:07; unit file enabled` */
function describeState(unit: string, shown: string, enabled: string): string {
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
  const file = /^[a-z-]+$/.test(enabled.trim()) ? enabled.trim() : 'not known';
  return (
    [`${unit} ${active || 'not known'}`, ...loaded, ...how, ...(at ? [at] : [])].join(', ') + `; unit file ${file}`
  );
}

/** `Nov 22 02:14:07 host sshd[812]: text` without what every line repeats. */
function toJournalLine(line: string): string {
  const text = line.replace(/^\w{3} +\d+ \d\d:\d\d:\d\d \S+ /, '');
  return `journal  ${text.length > 400 ? `${text.slice(0, 400).toWellFormed()}…` : text}`;
}
