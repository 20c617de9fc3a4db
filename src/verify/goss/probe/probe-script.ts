/** Shell text that gathers something and writes it as records. */
export type ShellPiece = string;

/**
 * Wraps shell pieces into one script that answers in records. A mark is a line of its own, `\n<nonce> <name>\n`, and a
 * record is whatever bytes follow it up to the next mark, so no length is needed and any bytes may stand between. The
 * nonce is made fresh for every round and kept in a shell variable that is not exported, so that no command can print
 * it by accident. All of it passes through one `base64`, because an exec's output is text.
 *
 * Pieces may use `m NAME` (start a record) and `$d` (a scratch folder that is removed at the end); they run with `set -f`
 * off, no `set -e`, stdin closed. Only POSIX sh and coreutils are assumed.
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
    '{',
    ...pieces,
    'm end',
    '} | base64',
    '',
  ].join('\n');
}
