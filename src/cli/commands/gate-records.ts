import { writeApproval, type ApproveOptions } from '../../app/gate/write-approval.ts';
import { writeHold, type HoldOptions } from '../../app/gate/write-hold.ts';
import { writeWaiver, type WaiveOptions, type WrittenWaiver } from '../../app/gate/write-waiver.ts';
import type { Command } from '../answer.ts';

/** Writes a waiver for what is wrong with an instance now. */
export const waive: Command<WaiveOptions, [instance: string]> = async (app, options, instance) => {
  const { verdict, snapshot, isUnapproved, ...written } = await writeWaiver(app, instance, options);
  const head = `waives ${verdict.kind.toUpperCase()} of ${verdict.instance} on ${snapshot}: ${verdict.reason}`;
  const next = isUnapproved
    ? "it counts once somebody else has added 'approver: THEIR NAME' to it; then commit it"
    : 'commit it, so that others can review it';
  return {
    exitCode: 0,
    data: { ...written, instance: verdict.instance, snapshot },
    lines: [head, ...tell(written)],
    talk: [next],
  };
};

/** Writes a hold of a package. */
export const hold: Command<HoldOptions, [name: string]> = async (app, options, name) => {
  const written = await writeHold(app, name, options);
  const talk = ['commit it; until it ends the nightly leaves such packages out, and the gate refuses what has one'];
  return { exitCode: 0, data: written, lines: tell(written), talk };
};

/** Writes that somebody says yes to a snapshot in a lane. */
export const approve: Command<ApproveOptions> = async (app, options) => {
  const { asked, given, snapshot, channel, lane, ...written } = await writeApproval(app, options);
  const head = `approves ${snapshot} for ${channel} in the lane '${lane}': ${given} of ${asked}`;
  return {
    exitCode: 0,
    data: { ...written, snapshot, channel, lane, asked, given },
    lines: [head, ...tell(written)],
    talk: ['commit it; the yes of whoever promotes does not count'],
  };
};

function tell({ file, text }: Pick<WrittenWaiver, 'file' | 'text'>): readonly string[] {
  return [
    `wrote ${file}`,
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}
