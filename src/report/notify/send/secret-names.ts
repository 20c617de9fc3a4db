import type { Receiver } from '../../../contract/notify.ts';

/** The variables of the environment that a receiver cannot do without. Pure. */
export function secretNames({ way }: Receiver): readonly string[] {
  switch (way.to) {
    case 'mail':
      return way.smtp.passwordEnv === undefined ? [] : [way.smtp.passwordEnv];
    case 'teams':
      return [way.urlEnv];
    case 'webhook':
      return [
        ...('urlEnv' in way.url ? [way.url.urlEnv] : []),
        ...(way.secretEnv === undefined ? [] : [way.secretEnv]),
      ];
    case 'command':
      return [];
    default:
      return way satisfies never;
  }
}

/** What they hold, of all receivers: none of it is ever shown. Pure. */
export function secretValues(
  receivers: readonly Receiver[],
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  return receivers.flatMap(secretNames).flatMap((name) => environment[name] ?? []);
}
