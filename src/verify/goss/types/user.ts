import { quoteWord } from '../../../base/text/quote-word.ts';
import { type Facts, known, type ResourceType, unknown } from '../resource.ts';
import { findEntry, gatherAccounts, groupsOf, PASSWD, readAccounts } from './accounts.ts';

/** Users by name, through the name service where there is `getent`, and /etc/passwd; groups as /etc/group has them. */
export const userType: ResourceType = {
  name: 'user',
  nameKey: 'username',
  attributes: { exists: 'boolean', uid: 'number', gid: 'number', home: 'string', groups: 'list', shell: 'string' },
  required: ['exists'],
  guard: 'exists',
  settings: {},
  checkName: (name) => (/^[^:\n\0-][^:\n\0]*$/.test(name) ? undefined : `'${name}' is not a user name`),
  gather: (resources) => {
    const words = resources.map(({ name }) => quoteWord(name));
    const wantsGroups = resources.some(({ expectations }) => expectations.has('groups'));
    const groups = ['m user.groups', 'cat /etc/group 2>/dev/null; r=$?', 'm user.groups-status; echo $r'];
    return [gatherAccounts('user.passwd', 'passwd', words), ...(wantsGroups ? groups : [])];
  },
  read(resources, records) {
    const entries = readAccounts(records, 'user.passwd');
    const groups = readAccounts(records, 'user.groups');
    if (!entries) return resources.map(() => ({ exists: unknown('/etc/passwd could not be read') }));
    return resources.map(({ name }): Facts => {
      const entry = findEntry(entries, name, PASSWD);
      if (!entry) return { exists: known(false) };
      const [, , uid, gid = '', , home = '', shell = ''] = entry;
      return {
        exists: known(true),
        uid: known(Number(uid)),
        gid: known(Number(gid)),
        home: known(home),
        shell: known(shell),
        groups: groups ? known(groupsOf(groups, name, gid)) : unknown('/etc/group could not be read'),
      };
    });
  },
  gatherMore: () => [],
  explain({ resource }, first) {
    const lines = (readAccounts(first, 'user.passwd') ?? []).filter(([name]) => name === resource.name);
    return lines.slice(0, 1).map((fields) => `passwd: ${fields.join(':')}`);
  },
};
