import { SalternError } from '../../contract/errors.ts';
import type { ConvergeResult } from '../../contract/result.ts';
import type { PassContext } from '../../contract/provisioner.ts';
import {
  driverContext,
  handleOf,
  stepsBefore,
  type Instance,
  type PhaseCall,
  type PhaseEnd,
} from '../instance/open-instance.ts';
import { blameMachine } from './blame-machine.ts';
import { judgeAgain } from './judge-again.ts';
import { withinLimit } from './within-limit.ts';

/** One pass of Salt. */
export async function converge(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  if (instance.bound.plan.states.kind === 'none') return { outcome: 'skip' };
  await instance.record.mark('converge', 'error');
  const pass = await apply(instance, 'converge', call);
  await instance.record.mark('converge', pass.outcome);
  return { outcome: pass.outcome, pass };
}

/** A further pass, which must change nothing. */
export async function again(instance: Instance, call: PhaseCall): Promise<PhaseEnd> {
  const { plan } = instance.bound;
  if (plan.states.kind === 'none' || !plan.again.check) return { outcome: 'skip' };
  if (!stepsBefore(instance).includes('converge')) throw new SalternError('INTERNAL', 'again before converge');
  const pass = judgeAgain(await apply(instance, 'again', call), plan.again);
  return { outcome: pass.outcome, pass };
}

async function apply(instance: Instance, phase: 'converge' | 'again', call: PhaseCall): Promise<ConvergeResult> {
  const { name } = instance.bound.plan;
  // Salt ends a pass in time and says more of it; nobody does that while it is opened.
  const session = await withinLimit({ name, phase, ...call }, (signal) =>
    instance.way.open(handleOf(instance), driverContext(instance, phase, { ...call, signal })),
  );
  const pass = await session.apply(passContext(instance, phase, call));
  await blameMachine(instance, phase, { pass, call });
  return pass;
}

function passContext(instance: Instance, phase: 'converge' | 'again', { signal, timeoutMs }: PhaseCall): PassContext {
  const { bound, services } = instance;
  const { name, timeoutsMs } = bound.plan;
  const { progress, output } = driverContext(instance, phase, { signal, timeoutMs });
  const after = stepsBefore(instance);
  return {
    signal,
    limitMs: { pass: timeoutsMs[phase], state: timeoutsMs.state },
    ...(services.saltLog === undefined ? {} : { saltLog: services.saltLog }),
    progress,
    output,
    state: (state) => services.emit({ type: 'state-finished', instance: name, phase, after, state }),
  };
}
