import type { ResourceType } from './resource.ts';
import { commandType } from './types/command.ts';
import { fileType } from './types/file.ts';
import { groupType } from './types/group.ts';
import { packageType } from './types/package.ts';
import { portType } from './types/port.ts';
import { serviceType } from './types/service.ts';
import { userType } from './types/user.ts';

/** What is looked at first stands first: commands may change things, so they come last. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  packageType,
  serviceType,
  fileType,
  portType,
  userType,
  groupType,
  commandType,
];

/** Types of the gossfile format that saltern does not know yet: refused by name, never silently passed over. */
export const TYPES_NOT_SUPPORTED: readonly string[] = [
  'addr',
  'dns',
  'gossfile',
  'http',
  'interface',
  'kernel-param',
  'matching',
  'mount',
  'process',
  'registry',
];

export function findResourceType(name: string): ResourceType | undefined {
  return RESOURCE_TYPES.find((type) => type.name === name);
}
