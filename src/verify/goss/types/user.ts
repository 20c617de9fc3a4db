import { quoteWord } from '../../../base/text/quote-word.ts';
import { recordText } from '../probe/parse-records.ts';
import { type Facts, known, type ResourceType } from '../resource.ts';
import { findEntry, gatherAccounts, groupsOf } from './accounts.ts';

/** Users by name, through the name service where there is `getent`, and /etc/passwd; groups as /etc/group has them. */
export const userType: ResourceType = {
  name: 'user',
  nameKey: 'username',
  attributes: { exists: 'boolean', uid: 'number', gid: 'number', home: 'string', groups: 'list', shell: 'string' },
  required: ['exists'],
  guard: 'exists',
  settings: {},
  checkName: (name) => (/^[^:\n\0-][^:\n\0]*$/.test(name) ? undefined : `'${name}' is not a user name`),
  gather: (resources) => [
    gatherAccounts(
      'user.passwd',
      'passwd',
      resources.map(({ name }) => quoteWord(name)),
    ),
    ...(resources.some(({ expectations }) => expectations.has('groups'))
      ? ['m user.groups\ncat /etc/group 2>/dev/null']
      : []),
  ],
  read(resources, records) {
    const passwd = recordText(records, 'user.passwd');
    const groups = recordText(records, 'user.groups');
    return resources.map(({ name }): Facts => {
      const entry = findEntry(passwd, name);
      if (!entry) return { exists: known(false) };
      const [, , uid, gid = '', , home = '', shell = ''] = entry;
      return {
        exists: known(true),
        uid: known(Number(uid)),
        gid: known(Number(gid)),
        home: known(home),
        shell: known(shell),
        groups: known(groupsOf(groups, name, gid)),
      };
    });
  },
  gatherMore: () => [],
  explain({ resource }, first) {
    const entry = findEntry(recordText(first, 'user.passwd'), resource.name);
    return entry ? [`passwd: ${entry.join(':')}`] : [];
  },
};
