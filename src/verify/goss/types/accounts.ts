/** Shell that prints the entries of the names, from the name service first, then the whole file. */
export function gatherAccounts(record: string, database: 'passwd' | 'group', words: readonly string[]): string {
  return `m ${record}\n{ getent ${database} ${[...new Set(words)].join(' ')}; cat /etc/${database}; } 2>/dev/null`;
}

/** The fields of the first entry of that very name (`getent passwd 1000` would answer for a number too). */
export function findEntry(text: string, name: string): readonly string[] | undefined {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[0] === name && fields.length > 2);
}

/** Sorted names of the groups that list the user or are its primary one. */
export function groupsOf(groupFile: string, user: string, primaryGid: string): readonly string[] {
  return groupFile
    .split('\n')
    .map((line) => line.split(':'))
    .filter(
      ([, , gid, members]) => gid !== undefined && (gid === primaryGid || (members ?? '').split(',').includes(user)),
    )
    .map(([name = '']) => name)
    .sort();
}
