import type { Recipe } from '../recipe.ts';

const modern = ['el8', 'el9'] as const;
const old = ['el7'] as const;

/** What keeps packages up to date, and what holds them back. Debian has no yum: CentOS 7's are programs of ours. */
export const packageRecipes: readonly Recipe[] = [
  {
    name: 'dnf-automatic',
    summary: 'Package manager - automated upgrades',
    els: modern,
    debs: [],
    version: '4.14',
    noarch: true,
    units: ['dnf-automatic.timer'],
  },
  {
    name: 'python3-dnf-plugin-versionlock',
    summary: 'Version Lock Plugin for DNF',
    els: modern,
    debs: [{ package: 'dnf-plugins-core', only: /versionlock|dnfpluginscore/, alone: true }],
    noarch: true,
  },
  {
    name: 'yum-cron',
    summary: 'Stand-in for yum-cron: looks for updates by way of dnf',
    els: old,
    debs: [],
    version: '3.4.3',
    noarch: true,
    requires: ['cronie'],
    units: ['yum-cron.service'],
  },
  {
    name: 'yum-plugin-versionlock',
    summary: "Stand-in for yum's plugin: hides versions by way of dnf",
    els: old,
    debs: [],
    version: '1.1.31',
    noarch: true,
  },
];
