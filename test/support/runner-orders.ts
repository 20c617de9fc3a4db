/** What no comparison of the runner's sees: it compares as people read. */
const UNSEEN = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Lines of output that GitHub's runner would take as orders, as its own program finds them (`ActionCommand.cs`): `::name …::` at
 * the beginning of a line after blanks, and `##[name …]` anywhere. Any name counts: a runner learns new ones. Without what
 * we say ourselves.
 */
export function findOrders(output: string): readonly string[] {
  return output
    .split(/\r\n|\r|\n/)
    .map((line) => line.replaceAll(UNSEEN, ''))
    .filter((line) => /^\s*::.*?::/u.test(line) || /##\[.*\]/u.test(line));
}
