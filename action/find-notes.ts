/** The section of a version in a changelog, without its heading; undefined where there is none, or it is empty. Pure. */
export function findNotes(changelog: string, version: string): string | undefined {
  const lines = changelog.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`## [${version}]`));
  if (start === -1 || version === '') return undefined;
  const after = lines.slice(start + 1);
  const end = after.findIndex((line) => line.startsWith('## ') || /^\[[^\]]+\]: /.test(line));
  const notes = (end === -1 ? after : after.slice(0, end)).join('\n').trim();
  return notes === '' ? undefined : notes;
}
