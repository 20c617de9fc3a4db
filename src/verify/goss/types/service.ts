import { describeUnit, UNIT_QUESTIONS, unitOf } from '../../../base/systemd/describe-unit.ts';
import { quoteWord } from '../../../base/text/quote-word.ts';
import { type ProbeRecords, recordLines, recordText } from '../probe/parse-records.ts';
import { type Fact, type Facts, known, type ResourceType, unknown } from '../resource.ts';
import { findTrouble } from '../probe/find-trouble.ts';

/** Longest name of a unit, in bytes. */
const LONGEST_NAME = 255;
/** What `systemctl is-enabled` exits 0 for; *static* is among them (goss#266). */
const ENABLED = new Set(['enabled', 'enabled-runtime', 'static', 'alias', 'indirect', 'generated']);
/** What `systemctl is-active` exits 0 for. */
const RUNNING = new Set(['active', 'reloading', 'refreshing']);

/** systemd units: one `is-active` for all, one `is-enabled` for all (and one more for each that it stumbles over). */
export const serviceType: ResourceType = {
  name: 'service',
  nameKey: 'name',
  attributes: { enabled: 'boolean', running: 'boolean', runlevels: 'list' },
  required: [],
  guard: undefined,
  settings: {},
  checkName: (name) => (/^[\w:.@\\-]+$/.test(name) ? undefined : `'${name}' is not a unit name`),
  gather: (resources) => {
    const units = [...new Set(resources.map(({ name }) => unitOf(name)))];
    return [...gatherActive(units.filter(canRun)), ...gatherEnabled(units.filter(canBeEnabled))];
  },
  read(resources, records) {
    const active = readWords(records, 'service.active');
    const enabled = readWords(records, 'service.enabled');
    return resources.map((resource): Facts => {
      const unit = unitOf(resource.name);
      return {
        enabled: canBeEnabled(unit) ? toFact(enabled.get(unit), ENABLED) : known(false),
        running: canRun(unit) ? toFact(active.get(unit), RUNNING) : known(false),
        runlevels: known([]),
      };
    });
  },
  gatherMore: (failed) => failed.flatMap(({ resource }) => gatherUnitState(unitOf(resource.name), resource.index)),
  explain({ resource, failed }, first, more) {
    const unit = unitOf(resource.name);
    const [enabled = ''] = readWords(first, 'service.enabled').get(unit) ?? [];
    const show = recordText(more, `service.show.${resource.index}`);
    const journal = failed.includes('running') ? recordText(more, `service.journal.${resource.index}`) : '';
    // A line says that systemd knows nothing, too.
    return describeUnit(unit, { show: show || 'LoadState=', journal, enabled });
  },
};

/** Shell that looks up a unit's state and its last words. */
function gatherUnitState(unit: string, index: number): readonly string[] {
  const ask = (question: readonly string[]): string => [...question, unit].map((word) => quoteWord(word)).join(' ');
  return [
    `m service.show.${index}`,
    `LC_ALL=C ${ask(UNIT_QUESTIONS.show)} 2>/dev/null`,
    `m service.journal.${index}`,
    `LC_ALL=C timeout -k 1 5 ${ask(UNIT_QUESTIONS.journal)} 2>/dev/null`,
  ];
}

/** For any other name systemctl refuses to answer at all, for the good ones beside it too. */
function canBeEnabled(unit: string): boolean {
  return !unit.startsWith('@') && unit.length <= LONGEST_NAME;
}

/** A template (`getty@.service`) can be enabled, but only its instances run. */
function canRun(unit: string): boolean {
  return canBeEnabled(unit) && !/^[^@]+@\.\w+$/.test(unit);
}

/**
 * Exit status 0, 3 and 4 say that systemd answered, with one word for each unit in the order asked for. If it did not,
 * each is asked alone, so that one whose name it refuses does not cost the others their answer.
 */
function gatherActive(units: readonly string[]): readonly string[] {
  if (units.length === 0) return [];
  return [
    'm service.active',
    `set -- ${units.map((unit) => quoteWord(unit)).join(' ')}`,
    'set -f',
    'o=$(LC_ALL=C systemctl is-active -- "$@" 2>&1); r=$?; n=0; for s in $o; do n=$((n+1)); done',
    'if [ $n -eq $# ] && { [ $r -eq 0 ] || [ $r -eq 3 ] || [ $r -eq 4 ]; }; then',
    String.raw`  for s in $o; do printf '%s %s\n' "$1" "$s"; shift; done`,
    'else',
    '  for u; do',
    '    o=$(LC_ALL=C systemctl is-active -- "$u" 2>&1); r=$?',
    String.raw`    case $r in 0|3|4) printf '%s %s\n' "$u" "$o" ;; *) printf '%s ! %s\n' "$u" "$(printf %s "$o" | tr '\n' ' ')" ;; esac`,
    '  done',
    'fi',
    'set +f',
  ];
}

/**
 * Asked with `is-enabled`, for `UnitFileState` of `show` is remembered until the next daemon-reload. It gives one word for
 * each unit, in their order, but for two things: those that are only a script in /etc/init.d it answers before all
 * others, so they are asked alone; and up to systemd 252 it stops at the first unit that it does not know, so it is
 * asked again from there on. What is no word is what it says of that one.
 */
function gatherEnabled(units: readonly string[]): readonly string[] {
  if (units.length === 0) return [];
  return [
    'm service.enabled',
    'se() {',
    '  while [ $# -gt 0 ]; do',
    '    w=; o=$(LC_ALL=C systemctl is-enabled -- "$@" 2>&1); i=$IFS; IFS=\'',
    "'",
    `    for s in $o; do case $s in`,
    `      *' '*) w="$w $s" ;;`,
    String.raw`      *) if [ $# -gt 0 ]; then printf '%s %s\n' "$1" "$s"; shift; fi ;;`,
    '    esac; done',
    '    IFS=$i',
    String.raw`    if [ $# -gt 0 ]; then printf '%s ! %s\n' "$1" "$w"; shift; fi`,
    '  done',
    '}',
    'set -f',
    `a=; for u in ${units.map((unit) => quoteWord(unit)).join(' ')}; do`,
    '  if [ -e "/etc/init.d/${u%.service}" ]; then se "$u"; else a="$a $u"; fi',
    'done',
    'se $a; set +f',
  ];
}

type Word = readonly [word: string, said: string];

/** Unit ▸ what systemctl calls it; `!` and its own words where it gave none. */
function readWords(records: ProbeRecords, name: string): ReadonlyMap<string, Word> {
  return new Map(
    (recordLines(records, name) ?? []).map((line) => {
      const [unit = '', word = '', ...said] = line.split(' ');
      return [unit, [word, said.join(' ').trim()]];
    }),
  );
}

function toFact([word, said]: Word = ['', ''], yes: ReadonlySet<string>): Fact {
  if (said === '' && /^[a-z-]+$/.test(word)) return known(yes.has(word));
  // Before systemd 253 `is-enabled` says this of a unit that is not there; later it has a word for it: not-found.
  if (word === '!' && /No such file or directory|does not exist/.test(said)) return known(false);
  return unknown(`systemctl did not answer: ${findTrouble(said) ?? 'it said nothing about this unit'}`);
}
