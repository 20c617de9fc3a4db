import type { ChannelExit } from './channel.ts';
import type { StartedCommand } from './session.ts';

const SILENCE_MS = 2000;

/**
 * Waits until a command has ended and its output was read. What it leaves running in the background may hold its output
 * open for ever: then two seconds of silence after its end are enough, if the server answers a question meanwhile: a
 * machine that stands still is silent too.
 */
export async function awaitEnd({ channel, line }: StartedCommand): Promise<ChannelExit | undefined> {
  let heard = 0;
  const silence = Promise.withResolvers<void>();
  let timer: NodeJS.Timeout | undefined;
  const onData = (): void => {
    heard += 1;
    timer?.refresh();
  };
  const listen = async (): Promise<ChannelExit> => {
    const exit = await channel.exited;
    channel.stdout.on('data', onData);
    channel.stderr.on('data', onData);
    const look = async (): Promise<void> => {
      const before = heard;
      await line.roundTrip();
      if (heard === before) silence.resolve();
      else timer?.refresh();
    };
    timer = setTimeout(() => void look(), SILENCE_MS);
    await silence.promise;
    return exit;
  };
  try {
    return await Promise.race([channel.closed, listen()]);
  } finally {
    clearTimeout(timer);
    silence.resolve();
    channel.stdout.off('data', onData);
    channel.stderr.off('data', onData);
  }
}
