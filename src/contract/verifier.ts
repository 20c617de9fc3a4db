import type { Connection } from './connection.ts';
import type { CheckResult, InstancePlan } from './model.ts';

export interface VerifyContext {
  readonly signal: AbortSignal;
  output(text: string, stream?: 'stdout' | 'stderr'): void;
}

/** Runs the checks of a suite. Verdicts are values; throws `VERIFY_TROUBLE`, `GUEST_GONE`, the signal's reason. */
export interface Verifier {
  readonly name: string;
  /** In the order of the documents. An empty list only when the suite declares no checks. */
  verify(plan: InstancePlan, connection: Connection, context: VerifyContext): Promise<readonly CheckResult[]>;
}
