import { recordText } from '../probe/parse-records.ts';
import type { Resource, ResourceType } from '../resource.ts';
import { lastLines } from '../last-lines.ts';
import { gatherFiles, pathWord } from './gather-files.ts';
import { readFiles } from './read-files.ts';

/**
 * Looks at the name itself, not at what a link points to, as goss does: mode and owner of a link are the link's own.
 */
export const fileType: ResourceType = {
  name: 'file',
  nameKey: 'path',
  attributes: {
    exists: 'boolean',
    mode: 'string',
    owner: 'string',
    uid: 'number',
    group: 'string',
    gid: 'number',
    'linked-to': 'string',
    filetype: 'string',
    contains: 'text',
    contents: 'text',
    size: 'number',
    md5: 'string',
    sha256: 'string',
    sha512: 'string',
  },
  required: ['exists'],
  guard: 'exists',
  settings: {},
  checkName: (name) => (/^(\/|~)/.test(name) ? undefined : 'a path must be absolute'),
  gather: gatherFiles,
  read: readFiles,
  gatherMore: (failed) => failed.map(({ resource }) => listNearest(resource)),
  explain({ resource, facts, failed }, _first, more) {
    const listed = recordText(more, `file.ls.${resource.index}`).trimEnd();
    const text = failed.includes('contents') || failed.includes('contains') ? facts['contents'] : undefined;
    const content = text?.kind === 'value' && typeof text.value === 'string' ? text.value : '';
    return [...lastLines(listed, 3), ...lastLines(content, 20, 'content  ')];
  },
};

/** `ls -ld` of the file, or of the nearest folder above it that exists. */
function listNearest(resource: Resource): string {
  return [
    `p=${pathWord(resource)}`,
    `m file.ls.${resource.index}`,
    'while [ ! -e "$p" ] && [ ! -L "$p" ] && [ "$p" != / ]; do p=${p%/*}; p=${p:-/}; case $p in */*) ;; *) p=/ ;; esac; done',
    'LC_ALL=C ls -ld -- "$p" 2>&1',
  ].join('\n');
}
