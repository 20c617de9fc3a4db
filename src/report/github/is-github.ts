/** Whether this is a step of a workflow of GitHub, or of what pretends to be it: Forgejo, Gitea, `act`. */
export function isGithub(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['GITHUB_ACTIONS'] === 'true';
}
