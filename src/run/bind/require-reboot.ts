import type { Driver } from '../../contract/driver.ts';
import { SalternError } from '../../contract/errors.ts';

/** Throws `USAGE` when the driver cannot restart what it makes. */
export function requireReboot({ name, can }: Pick<Driver, 'name' | 'can'>, instance: string): void {
  if (can.reboot) return;
  throw new SalternError('USAGE', `'${instance}' cannot be restarted: the driver '${name}' cannot reboot`, {
    hint: "Leave 'reboot' out of the suite's 'steps', or use another driver.",
  });
}
