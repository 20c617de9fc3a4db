import { quoteWord } from '../../../base/text/quote-word.ts';
import { recordText } from '../probe/parse-records.ts';
import { type Facts, known, type ResourceType } from '../resource.ts';
import { findEntry, gatherAccounts } from './accounts.ts';

/** Groups by name, through the name service where there is `getent`, and /etc/group. */
export const groupType: ResourceType = {
  name: 'group',
  nameKey: 'groupname',
  attributes: { exists: 'boolean', gid: 'number' },
  required: ['exists'],
  guard: 'exists',
  settings: {},
  checkName: (name) => (/^[^:\n\0-][^:\n\0]*$/.test(name) ? undefined : `'${name}' is not a group name`),
  gather: (resources) => [
    gatherAccounts(
      'group.group',
      'group',
      resources.map(({ name }) => quoteWord(name)),
    ),
  ],
  read(resources, records) {
    const text = recordText(records, 'group.group');
    return resources.map(({ name }): Facts => {
      const entry = findEntry(text, name);
      return entry ? { exists: known(true), gid: known(Number(entry[2])) } : { exists: known(false) };
    });
  },
  gatherMore: () => [],
  explain({ resource }, first) {
    const entry = findEntry(recordText(first, 'group.group'), resource.name);
    return entry ? [`group: ${entry.join(':')}`] : [];
  },
};
