import { parseJson } from '../base/json/parse-json.ts';
import { envelopeSchema, findSigner, signEnvelope } from '../base/sign/envelope.ts';
import type { Ed25519Key } from '../base/sign/keys.ts';
import type { InstanceResult } from '../contract/result.ts';
import { jobStatement } from './statement.ts';

/** A result with the job that it is of: what was signed for one job says nothing of another. */
export interface ResultOfJob {
  /** Id of the job. */
  readonly job: string;
  readonly result: InstanceResult;
}

/** What a worker sends beside the result of a job: an envelope over all of it, steps and trouble too, as JSON. */
export function signJob({ job, result }: ResultOfJob, key: Ed25519Key): string {
  return JSON.stringify(signEnvelope(jobStatement(job, result), key));
}

/** Whether one of the keys has signed this result of this job. A signature that is none is no error: it holds for nothing. */
export function isSignedJob(
  { job, result, signature }: ResultOfJob & { readonly signature: string },
  keys: readonly Ed25519Key[],
): boolean {
  const envelope = envelopeSchema.safeParse(parseJson(signature)).data;
  return envelope !== undefined && findSigner(envelope, jobStatement(job, result), keys) !== undefined;
}
