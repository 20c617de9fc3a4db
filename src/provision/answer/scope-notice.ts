const SCOPE_NOTICE =
  /^[ \t]*(?:- |stdout: |stderr: )?Running (?:as unit|scope as unit): run-\S+\.scope(?:; invocation ID: \w+)?[ \t]*\n?/gmu;

/**
 * The text without the notice of `systemd-run --scope`, through which Salt calls systemctl and package managers: it
 * stands before what these say, wherever Salt puts that.
 */
export function withoutScopeNotice(text: string): string {
  return text.replaceAll(SCOPE_NOTICE, '');
}
