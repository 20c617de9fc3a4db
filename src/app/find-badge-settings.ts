import { asMap, asText } from '../base/json/json-value.ts';
import type { Project } from '../config/project.ts';
import type { BadgesSettings } from '../report/badge/badges-schema.ts';
import type { UpdateReadmeOptions } from './update-readme.ts';

/** Where the project's badges go. */
export interface BadgePlaces extends BadgesSettings {
  /** Undefined: there are no pages to link to. */
  readonly site: UpdateReadmeOptions['site'];
}

/** What the project says under `reports: badges:`, which its schema has checked, and of its site. */
export function findBadgeSettings({ reports, site }: Pick<Project, 'reports' | 'site'>): BadgePlaces {
  const section = asMap(reports['badges']);
  const [directory, readme] = [asText(section['directory']), asText(section['readme'])];
  return {
    ...(directory === undefined ? {} : { directory }),
    ...(readme === undefined ? {} : { readme }),
    site,
  };
}
