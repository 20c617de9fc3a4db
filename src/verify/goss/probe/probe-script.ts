/** Shell text that gathers something and writes it as records. */
export type ShellPiece = string;

/** What separates the parts of a record: a file that a piece gives to `head` between others. */
export const SEPARATOR = '/proc/self/fd/5';

/**
 * Wraps shell pieces into one script that answers in records. A mark is a line of its own, `\n<nonce> <name>\n`, and a
 * record is whatever bytes follow it up to the next mark. The nonce is made fresh for every round; it is in no file
 * that has a name, and in no variable or descriptor that a program inherits, so that none can print it.
 *
 * The records pass through one `base64`, because an exec's output is text, and beside it through `cksum`, whose word is
 * the end mark: a reply that lost or changed anything is none. Some busybox have no `cksum`: `sha256sum` does as well.
 * `tee` writes to a pipe of this shell, never to standard output by name, which may be a socket.
 *
 * Pieces may use `m NAME` (start a record), `SEPARATOR` and `$d` (a scratch folder). Descriptors 3, 4 and 6 to 9 are
 * theirs; they run with `set -f` off, no `set -e`, stdin closed. Only POSIX sh, coreutils and /proc are assumed.
 */
export function buildProbeScript(nonce: string, pieces: readonly ShellPiece[]): string {
  return [
    `N=${nonce}`,
    String.raw`m() { printf '\n%s %s\n' "$N" "$1"; }`,
    // sshd's default PATH has no sbin, the container's has: the same check must mean the same on both.
    'PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin; export PATH',
    'exec </dev/null',
    'd=$(mktemp -d) || exit 71',
    `trap 'rm -rf "$d"' EXIT`,
    `trap 'exit 129' HUP INT TERM`,
    String.raw`printf '\n%s +\n' "$N" >"$d/separator" && exec 5<"$d/separator" || exit 72`,
    String.raw`printf '\n=%s\n' "$N"`,
    'exec 3>&1',
    'c=cksum; command -v cksum >/dev/null 2>&1 || c=sha256sum',
    'k=$({ {',
    ...pieces,
    'm end',
    '} 3>&- 4>&- | tee /proc/self/fd/4 | base64 >&3; } 4>&1 | $c)',
    String.raw`printf '=%s %s\n' "$N" "$k"`,
    '',
  ].join('\n');
}
