import type { Project } from '../../config/project.ts';
import type { NightRecord } from '../../contract/night.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import { writeFindings, type FindingsForm } from '../../report/findings/findings-file-kind.ts';
import type { FindingsFileSettings } from '../../report/findings/findings-file-schema.ts';
import type { Services } from '../services.ts';
import { gatherNight } from './gather-night.ts';

/**
 * Writes SARIF and GitLab's code quality of the whole night, where the project wants them, as `publishJunit` does. Nothing
 * for a night of one run, which wrote the same. Throws `INTERNAL`, `NO_SPACE`.
 */
export async function publishFindings(
  { cwd }: Pick<Services, 'cwd'>,
  { project, night }: { readonly project: Project; readonly night: NightRecord },
): Promise<void> {
  const wanted = WANTED.filter(({ section }) => (project.reports[section] ?? false) !== false);
  if (wanted.length === 0 || night.runs.length < 2) return;
  const folders = projectFolders(project.reportsDirectory);
  const { started, result } = await gatherNight(night, folders);
  if (started === undefined) return;
  for (const { section, load } of wanted) {
    const { form, schema } = await load();
    const settings = schema.parse(project.reports[section]);
    const { file = folders[form.at] } = typeof settings === 'object' ? settings : {};
    await writeFindings(form, { started, result, project: project.identity.name, cwd }, [file]);
  }
}

interface WantedFindings {
  /** Under `reports:`. */
  readonly section: string;
  load(): Promise<{
    readonly form: FindingsForm;
    readonly schema: { parse(section: unknown): boolean | FindingsFileSettings };
  }>;
}

const WANTED: readonly WantedFindings[] = [
  {
    section: 'sarif',
    load: async () => ({
      form: (await import('../../report/sarif/sarif-kind.ts')).sarifForm,
      schema: (await import('../../report/sarif/sarif-schema.ts')).sarifSchema,
    }),
  },
  {
    section: 'code-quality',
    load: async () => ({
      form: (await import('../../report/code-quality/code-quality-kind.ts')).codeQualityForm,
      schema: (await import('../../report/code-quality/code-quality-schema.ts')).codeQualitySchema,
    }),
  },
];
