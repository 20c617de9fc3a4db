/** Whether this is a job of GitLab. */
export function isGitlab(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment['GITLAB_CI'] === 'true';
}
