import { parse } from 'yaml';
import { z } from 'zod';

const texts = z.array(z.string().min(1));
const rules = z.array(z.strictObject({ if: z.string().startsWith('$'), when: z.enum(['always', 'never']).optional() }));
const cache = z.strictObject({ key: z.string(), paths: texts, when: z.enum(['always', 'on_success']).optional() });

/** What GitLab knows of a job's keys, as far as ours use them: written down from its reference of the CI's YAML. */
const job = z.strictObject({
  stage: z.string(),
  tags: texts.optional(),
  rules,
  needs: texts.optional(),
  parallel: z.int().min(2).max(200).optional(),
  variables: z.record(z.string(), z.string()).optional(),
  cache: cache.optional(),
  resource_group: z.string().optional(),
  timeout: z.string().optional(),
  allow_failure: z.strictObject({ exit_codes: z.int() }).optional(),
  script: texts,
  after_script: texts.optional(),
  artifacts: z.strictObject({
    paths: texts.optional(),
    when: z.enum(['always', 'on_success', 'on_failure']).optional(),
    expire_in: z.string().optional(),
    reports: z.strictObject({ junit: z.string().optional(), codequality: z.string().optional() }).optional(),
  }),
});

/** The same of the keys beside the jobs; one that begins with a dot is nobody's. */
const SHARED = { workflow: z.strictObject({ rules }), stages: texts, default: z.strictObject({ tags: texts }) };

/** A job as it is written. */
export type GitlabJob = z.infer<typeof job>;

/** The jobs of a `.gitlab-ci.yml` by name. Throws for a key that GitLab does not have there, and a job in no stage. */
export function readGitlabCi(text: string): ReadonlyMap<string, GitlabJob> {
  const written = z.record(z.string(), z.unknown()).parse(parse(text, { merge: true }));
  const { workflow, stages, default: common, variables, ...others } = written;
  SHARED.workflow.parse(workflow);
  SHARED.default.parse(common);
  z.record(z.string(), z.string()).parse(variables);
  const known = SHARED.stages.parse(stages);
  const names = Object.keys(others).filter((name) => !name.startsWith('.'));
  const jobs = new Map(names.map((name) => [name, job.parse(others[name])]));
  for (const [name, { stage, needs = [] }] of jobs) {
    if (!known.includes(stage)) throw new Error(`the job '${name}' is in the stage '${stage}', which is none`);
    const missing = needs.find((need) => !jobs.has(need));
    if (missing !== undefined) throw new Error(`the job '${name}' needs '${missing}', which is none`);
  }
  return jobs;
}
