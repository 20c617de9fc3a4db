/** What a script writes for one record name: everything between this mark and the next. */
export type ProbePart = string;

/**
 * Wraps shell parts into one script that answers in records. A mark is a line of its own, `\n<nonce> <name>\n`, and a
 * record is whatever bytes follow it up to the next mark, so no length is needed and any bytes may stand between. The
 * nonce is made fresh for every round and kept in a shell variable that is not exported, so that no command can print
 * it by accident. All of it passes through one `base64`, because an exec's output is text.
 *
 * Parts may use `m NAME` (start a record) and `$d` (a scratch folder that is removed at the end); they run with `set -f`
 * off, no `set -e`, stdin closed. Only POSIX sh and coreutils are assumed.
 */
export function buildProbeScript(nonce: string, parts: readonly ProbePart[]): string {
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
    ...parts,
    'm end',
    '} | base64',
    '',
  ].join('\n');
}
