import { writeSite, type WriteSiteOptions } from '../../app/write-site.ts';
import { count } from '../../base/text/count.ts';
import { shortPath } from '../../report/text/words.ts';
import type { Command } from '../answer.ts';

/** Writes the pages as things are now, and says where the first one is. */
export const site: Command<WriteSiteOptions> = async (app, options) => {
  const { file, pages } = await writeSite(app, options);
  return {
    exitCode: 0,
    data: { file, pages },
    lines: [`${shortPath(file, app.cwd)}: ${count(pages, 'file')} written`],
  };
};
