import { quoteWord } from '../../base/text/quote-word.ts';

export interface GuestCommand {
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Default: the user that logged in. */
  readonly user?: string | undefined;
  /** Default `/`. */
  readonly workdir?: string | undefined;
}

/** What a container has; sshd's own differs from one distribution to the next, and some lack `sbin`. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Takes the folder, `NAME=value`, …, `--`, then the program with its arguments. Starts no process but the program's.
 */
const LAUNCH = 'cd "$1" || exit 127; shift; while [ "$1" != -- ]; do export "$1"; shift; done; shift; exec "$@"';

/** Runs the line `$2` as the user `$1`. `su` asks more of the guest (PAM, a session), so it is the second choice. */
const AS_USER = `PATH=${PATH}; for su in runuser su; do if command -v $su >/dev/null; then exec $su -s /bin/sh -c "$2" -- "$1"; fi; done; echo 'neither runuser nor su is there' >&2; exit 126`;

/**
 * One line for sshd, which gives it to the user's login shell, whatever that is. The program gets argv as it is, and
 * replaces the shell. The environment is in the line, since sshd takes none of ours.
 */
export function commandLine(command: GuestCommand, loginUser: string): string {
  const { environment = {}, user = loginUser, workdir = '/' } = command;
  const variables = Object.entries({ PATH, ...environment });
  const words = (isWanted: (name: string) => boolean): readonly string[] =>
    variables.filter(([name]) => isWanted(name)).map(([name, value]) => `${name}=${value}`);
  // A shell exports only names of its own form; for others `env` is started, one more process.
  const odd = words((name) => !isShellName(name));
  const argv = odd.length === 0 ? command.argv : ['env', ...odd, ...command.argv];
  const line = shellLine(LAUNCH, [workdir, ...words(isShellName), '--', ...argv]);
  return isSameUser(user, loginUser) ? line : shellLine(AS_USER, [user, line]);
}

function shellLine(script: string, words: readonly string[]): string {
  return `exec /bin/sh -c ${[script, 'sh', ...words].map(quoteWord).join(' ')}`;
}

function isShellName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}

function isSameUser(one: string, other: string): boolean {
  const name = (user: string): string => (user === '0' ? 'root' : user);
  return name(one) === name(other);
}
