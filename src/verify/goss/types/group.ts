import { quoteWord } from '../../../base/text/quote-word.ts';
import { type Facts, known, type ResourceType, unknown } from '../resource.ts';
import { findEntry, gatherAccounts, GROUP, readAccounts } from './accounts.ts';

/** Groups by name, through the name service where there is `getent`, and /etc/group. */
export const groupType: ResourceType = {
  name: 'group',
  nameKey: 'groupname',
  attributes: { exists: 'boolean', gid: 'number' },
  required: ['exists'],
  guard: 'exists',
  settings: {},
  checkName: (name) => (/^[^:\n\0-][^:\n\0]*$/.test(name) ? undefined : `'${name}' is not a group name`),
  gather: (resources) => {
    const words = resources.map(({ name }) => quoteWord(name));
    return [gatherAccounts('group.group', 'group', words)];
  },
  read(resources, records) {
    const entries = readAccounts(records, 'group.group');
    if (!entries) return resources.map(() => ({ exists: unknown('/etc/group could not be read') }));
    return resources.map(({ name }): Facts => {
      const entry = findEntry(entries, name, GROUP);
      return entry ? { exists: known(true), gid: known(Number(entry[2])) } : { exists: known(false) };
    });
  },
  gatherMore: () => [],
  explain({ resource }, first) {
    const lines = (readAccounts(first, 'group.group') ?? []).filter(([name]) => name === resource.name);
    return lines.slice(0, 1).map((fields) => `group: ${fields.join(':')}`);
  },
};
