import { asMap, asText } from '../base/json/json-value.ts';
import type { Project } from '../config/project.ts';
import type { BadgesSettings } from '../report/badge/badges-schema.ts';

/** What the project says of its badges under `reports: badges:`; its schema has checked it. */
export function findBadgeSettings({ reports }: Pick<Project, 'reports'>): BadgesSettings {
  const section = asMap(reports['badges']);
  const [directory, readme] = [asText(section['directory']), asText(section['readme'])];
  return { ...(directory === undefined ? {} : { directory }), ...(readme === undefined ? {} : { readme }) };
}
