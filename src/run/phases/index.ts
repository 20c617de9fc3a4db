import type { Phase } from '../../contract/phases.ts';
import type { Instance, PhaseCall, PhaseEnd } from '../instance/open-instance.ts';
import { again, converge } from './converge.ts';
import { create } from './create.ts';
import { destroy } from './destroy.ts';
import { prepare } from './prepare.ts';
import { reboot } from './reboot.ts';
import { verify } from './verify.ts';

/** The work of a phase: trouble is thrown; what is wrong with the formula is in the result. */
export type PhaseWork = (instance: Instance, call: PhaseCall) => Promise<PhaseEnd>;

/** Every phase; `early`: Salt may be opened while the instance's services start. */
export function listPhases({ early }: { readonly early: boolean }): Readonly<Record<Phase, PhaseWork>> {
  return {
    prepare,
    create: (instance, call) => create(instance, call, early),
    converge,
    again,
    reboot,
    verify,
    destroy,
  };
}
