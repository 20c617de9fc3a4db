import { SalternError } from '../../contract/errors.ts';
import { driverContext, type Instance, type PhaseCall, type PhaseEnd } from '../instance/open-instance.ts';

/**
 * Starts the instance and opens a connection. With `isEarly` Salt is opened while services start, as soon as the driver
 * says that the instance takes commands; what comes of that shows when it converges.
 */
export async function create(instance: Instance, call: PhaseCall, isEarly: boolean): Promise<PhaseEnd> {
  const { bound, record, way, prepared } = instance;
  if (!prepared) throw new SalternError('INTERNAL', 'create before prepare');
  await way.close();
  await record.begin(prepared);
  const context = driverContext(instance, 'create', call);
  // Not with this phase's signal: Salt may still be opening when the phase has ended. Nor does it show progress here.
  const converging = driverContext(instance, 'converge', { ...call, signal: call.runSignal });
  const mayOpen = isEarly && bound.plan.states.kind !== 'none';
  const handle = await bound.driver.create(bound.plan, bound.config, prepared, {
    ...context,
    reachable(early) {
      if (mayOpen) way.open(early, { ...converging, progress: () => undefined }).catch(() => undefined);
    },
  });
  await record.arrive('create', handle);
  await way.connect(handle, context);
  return { outcome: 'pass' };
}
