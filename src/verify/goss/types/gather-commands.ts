import { quoteWord } from '../../../base/text/quote-word.ts';
import { SEPARATOR } from '../probe/probe-script.ts';
import type { Resource } from '../resource.ts';

/** How many commands run side by side: goss gives them no order. */
const AT_ONCE = 4;
/** How many are held ready at a time; each is a process of its own, and more would fill the pipe of their answers. */
const IN_A_WAVE = 48;
/** Most bytes of each output that are carried over. */
export const MOST_OUTPUT = 4 * 1024 * 1024;
/** 512-byte blocks (dash) or KiB (bash): ends a command that would fill the disk. */
const LARGEST_FILE = 2_097_152;

/** One command to run. */
export interface Call {
  readonly resource: Resource;
  /** Whole seconds. */
  readonly seconds: number;
}

/** The waves in which commands run, in their order. */
export function toWaves(calls: readonly Call[]): readonly (readonly Call[])[] {
  const count = Math.ceil(calls.length / IN_A_WAVE);
  return Array.from({ length: count }, (_, wave) => calls.slice(wave * IN_A_WAVE, (wave + 1) * IN_A_WAVE));
}

/**
 * Shell that runs commands so that none can reach another's output or status, or what the probe answers.
 *
 * Outputs go to files, so that a daemon that a command leaves behind cannot keep the probe waiting at a pipe; but files
 * that have no name any more when the first command starts: each command has a holder, a subshell that has both of them
 * open, waits for its turn, and stays until the outputs have been read through /proc. What a holder says goes through a
 * pipe, and the descriptors of all that are closed for the command. A lane of holders is a pipeline in which each begins
 * when the one before closes its output, so that a holder that is killed stops nobody.
 */
export function gatherCommands(calls: readonly Call[]): readonly string[] {
  return [
    'm command.tools; command -v timeout',
    HOLDER,
    ...toWaves(calls).flatMap((wave, number) => runWave(wave, number)),
  ];
}

/**
 * `h INDEX SECONDS COMMAND [IN] [OUT]`: says its pid (3), waits for its turn (0), runs, says the exit status and the
 * machine's uptime before and after, lets the next one begin (1), and stays until it may go (4). All of its descriptors
 * come by `exec`: those that stand beside a call a shell keeps a copy of, to restore them.
 */
const HOLDER = [
  'h() {',
  '  [ -z "$4" ] || exec <"$4"; [ -z "$5" ] || exec >"$5"',
  '  exec 3>"$d/said" 4<"$d/stay" 5<&- 6>"$d/$1.o" 7>"$d/$1.e" 8>&- 9>&-',
  '  read -r p x </proc/self/stat; echo "$1 $p" >&3; read -r x',
  `  ulimit -f ${LARGEST_FILE} 2>/dev/null; read -r a x </proc/uptime`,
  '  timeout -k 2 "$2" sh -c "$3" </dev/null >&6 2>&7 3>&- 4<&- 6>&- 7>&-; s=$?',
  '  read -r b x </proc/uptime; echo "$1 $s $a $b" >&3; exec >&- 3>&-; read -r x <&4',
  '}',
].join('\n');

function runWave(wave: readonly Call[], number: number): readonly string[] {
  const lanes = Array.from({ length: Math.min(AT_ONCE, wave.length) }, (_, lane) =>
    wave.filter((_call, at) => at % AT_ONCE === lane),
  );
  const indexes = wave.map(({ resource }) => resource.index);
  return [
    number === 0 ? '' : 'rm -rf "$d"; mkdir -m 700 "$d" || exit 73',
    'mkfifo "$d/said" "$d/go" "$d/stay" && exec 6<>"$d/said" 7<"$d/said" 8<>"$d/go" 9<>"$d/stay" || exit 74',
    `for i in ${indexes.join(' ')}; do : >"$d/$i.o" && : >"$d/$i.e" || exit 75; done`,
    ...lanes.map((lane) => `${lane.map((call, at) => hold(call, at === 0, at === lane.length - 1)).join(' |\n')} &`),
    `n=0; while [ $n -lt ${wave.length} ] && read -r i p <&7; do eval "p$i=\\$p"; n=$((n+1)); done`,
    'rm -rf "$d"; exec 6>&- 8>&-',
    `m command.said.${number}; while read -r i; do echo "$i"; done <&7`,
    'set --',
    `for i in ${indexes.join(' ')}; do eval "p=\\$p$i"; set -- "$@" ${SEPARATOR} "/proc/$p/fd/6" ${SEPARATOR} "/proc/$p/fd/7"; done`,
    `m command.outputs.${number}`,
    `{ e=$({ LC_ALL=C head -q -c ${MOST_OUTPUT + 1} -- "$@" >&3; } 2>&1); } 3>&1; r=$?`,
    `m command.outputs-status.${number}; echo $r; printf '%s\\n' "$e"`,
    'exec 7<&- 9>&-',
  ].filter(Boolean);
}

function hold({ resource, seconds }: Call, isFirst: boolean, isLast: boolean): string {
  const ends = [isFirst ? '"$d/go"' : "''", isLast ? '/dev/null' : "''"].join(' ');
  return `h ${resource.index} ${seconds} ${quoteWord(resource.name)} ${ends}`;
}
