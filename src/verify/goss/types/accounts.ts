import { type ProbeRecords, recordLines } from '../probe/parse-records.ts';

/**
 * Shell that prints the entries of the names, from the name service where there is `getent`, then the whole file; in a
 * record of its own whether the file could be read.
 */
export function gatherAccounts(record: string, database: 'passwd' | 'group', words: readonly string[]): string {
  const names = [...new Set(words)].join(' ');
  return [
    `m ${record}`,
    `{ getent ${database} ${names}; cat /etc/${database}; } 2>/dev/null; r=$?`,
    `m ${record}-status; echo $r`,
  ].join('\n');
}

/** The entries that were gathered; undefined: they could not be. */
export function readAccounts(records: ProbeRecords, record: string): readonly (readonly string[])[] | undefined {
  const [status] = recordLines(records, `${record}-status`) ?? [];
  const lines = recordLines(records, record);
  return status === '0' && lines && lines.length > 0 ? lines.map((line) => line.split(':')) : undefined;
}

/**
 * The first entry of that very name (`getent passwd 1000` would answer for a number too) that is one: the C library
 * passes over lines with too few fields, or with text where a number must be.
 */
export function findEntry(
  entries: readonly (readonly string[])[],
  name: string,
  shape: { readonly fields: number; readonly numbers: readonly number[] },
): readonly string[] | undefined {
  return entries.find(
    (fields) =>
      fields[0] === name &&
      fields.length >= shape.fields &&
      shape.numbers.every((at) => /^\d+$/.test(fields[at] ?? '')),
  );
}

/** Fields of an entry of /etc/passwd and of /etc/group. */
export const PASSWD = { fields: 6, numbers: [2, 3] } as const;
export const GROUP = { fields: 4, numbers: [2] } as const;

/** As goss has them: sorted names of the groups that list the user, once for each time, or are its primary one. */
export function groupsOf(entries: readonly (readonly string[])[], user: string, primaryGid: string): readonly string[] {
  const wellFormed = entries.filter((fields) => fields.length === GROUP.fields);
  return wellFormed
    .flatMap(([name = '', , gid = '', members = '']) => {
      const isPrimary = /^\d+$/.test(gid) && Number(gid) === Number(primaryGid);
      return isPrimary ? [name] : members.split(',').flatMap((member) => (member === user ? [name] : []));
    })
    .sort();
}
