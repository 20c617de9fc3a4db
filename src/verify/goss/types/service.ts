import { firstLine } from '../../../base/text/first-line.ts';
import { quoteWord } from '../../../base/text/quote-word.ts';
import { type ProbeRecords, recordText } from '../probe/parse-records.ts';
import { type Facts, known, type Resource, type ResourceType, unknown } from '../resource.ts';

const UNIT_KINDS = /\.(service|socket|timer|target|mount|path|slice|scope|device|swap|automount)$/;
const PROPERTIES =
  'Id,Names,LoadState,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus,StateChangeTimestamp,InactiveEnterTimestamp';
/** What `systemctl is-enabled` exits 0 for; *static* is among them (goss#266). */
const ENABLED = new Set(['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated']);
const JOURNAL_LINES = 5;

/** systemd units: one `show` for all, one `is-enabled` for all (and one more for each unit that is not there). */
export const serviceType: ResourceType = {
  name: 'service',
  nameKey: 'name',
  attributes: { enabled: 'boolean', running: 'boolean', runlevels: 'list' },
  required: [],
  guard: undefined,
  settings: {},
  checkName: (name) => (/^[\w:.@\\-]+$/.test(name) ? undefined : `'${name}' is not a unit name`),
  gather: (resources) => [gatherUnits(unitsOf(resources))],
  read(resources, records) {
    const trouble = findTrouble(records);
    const shown = parseShow(unitsOf(resources), recordText(records, 'service.show'));
    const enabled = parseEnabled(recordText(records, 'service.enabled'));
    return resources.map((resource) => readUnit(shown.get(unitOf(resource)), enabled.get(unitOf(resource)), trouble));
  },
  gatherMore: (failed) =>
    failed.map(({ resource }) =>
      [
        `m service.journal.${resource.index}`,
        `LC_ALL=C timeout -k 1 5 journalctl -q --no-pager -o short -n ${JOURNAL_LINES} -u ${quoteWord(unitOf(resource))} 2>/dev/null`,
      ].join('\n'),
    ),
  explain({ resource, failed }, first, more) {
    const unit = unitOf(resource);
    const shown = parseShow([...unitsIn(first)], recordText(first, 'service.show')).get(unit);
    const enabled = parseEnabled(recordText(first, 'service.enabled')).get(unit);
    const journal = recordText(more, `service.journal.${resource.index}`)
      .split('\n')
      .filter(Boolean)
      .map(toJournalLine);
    return [describeState(unit, shown, enabled), ...(failed.includes('running') ? journal : [])];
  },
};

type Shown = ReadonlyMap<string, string>;

function unitsOf(resources: readonly Resource[]): readonly string[] {
  return [...new Set(resources.map(unitOf))];
}

function unitOf({ name }: Resource): string {
  return UNIT_KINDS.test(name) ? name : `${name}.service`;
}

/**
 * Up to systemd 252 `is-enabled` stops at the first unit that it does not know, so it is asked again from there on.
 * `UnitFileState` of `show` would do in one go, but is remembered until the next daemon-reload.
 */
function gatherUnits(units: readonly string[]): string {
  const words = units.map((unit) => quoteWord(unit)).join(' ');
  return [
    'm service.units',
    `printf '%s\\n' ${words}`,
    'm service.show',
    `if { e=$({ LC_ALL=C systemctl --no-pager show -p ${PROPERTIES} -- ${words} >&3; } 2>&1); } 3>&1; then`,
    '  m service.enabled',
    `  set -- ${words}`,
    '  while [ $# -gt 0 ]; do',
    '    for s in $(LC_ALL=C systemctl is-enabled -- "$@" 2>/dev/null); do',
    '      [ $# -gt 0 ] || break',
    `      printf '%s %s\\n' "$s" "$1"; shift`,
    '    done',
    `    if [ $# -gt 0 ]; then printf 'not-found %s\\n' "$1"; shift; fi`,
    '  done',
    'else',
    '  m service.errors',
    `  printf '%s\\n' "systemctl exits $?: $e"`,
    'fi',
  ].join('\n');
}

function unitsIn(records: ProbeRecords): readonly string[] {
  return recordText(records, 'service.units').split('\n').filter(Boolean);
}

function findTrouble(records: ProbeRecords): string | undefined {
  if (!records.has('service.errors')) return undefined;
  const said = firstLine(recordText(records, 'service.errors').trim());
  return `systemctl did not answer: ${said.replace(/^.*?(?=systemctl: )/, '') || 'it failed without a word'}`;
}

/** One block of `key=value` lines for each unit, in the order asked for. */
function parseShow(units: readonly string[], text: string): ReadonlyMap<string, Shown> {
  const blocks = text.trim().split(/\n\n+/);
  return new Map(
    units.map((unit, index) => {
      const lines = (blocks[index] ?? '')
        .split('\n')
        .map((line) => [line.split('=', 1)[0] ?? '', line.slice(line.indexOf('=') + 1)] as const);
      return [unit, new Map(lines)];
    }),
  );
}

function parseEnabled(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [state = '', unit = ''] = line.split(' ');
        return [unit, state] as const;
      }),
  );
}

function readUnit(shown: Shown | undefined, enabled: string | undefined, trouble: string | undefined): Facts {
  if (trouble !== undefined || !shown || enabled === undefined) {
    const fact = unknown(trouble ?? 'systemctl did not answer for this unit');
    return { enabled: fact, running: fact, runlevels: fact };
  }
  const isRunning = ['active', 'reloading', 'refreshing'].includes(shown.get('ActiveState') ?? '');
  return { enabled: known(ENABLED.has(enabled)), running: known(isRunning), runlevels: known([]) };
}

/** `sshd.service failed, exit status 255, 02:14:07; unit file enabled` */
function describeState(unit: string, shown: Shown | undefined, enabled = 'not known'): string {
  const get = (key: string) => shown?.get(key) ?? '';
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
  const loaded = get('LoadState') === 'loaded' ? [] : [get('LoadState')];
  return (
    [`${unit} ${active || 'not known'}`, ...loaded, ...how, ...(at ? [at] : [])].join(', ') + `; unit file ${enabled}`
  );
}

/** `Nov 22 02:14:07 host sshd[812]: text` without what every line repeats. */
function toJournalLine(line: string): string {
  const text = line.replace(/^\w{3} +\d+ \d\d:\d\d:\d\d \S+ /, '');
  return `journal  ${text.length > 400 ? `${text.slice(0, 400)}…` : text}`;
}
