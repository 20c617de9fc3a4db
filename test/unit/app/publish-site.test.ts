import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishSite } from '../../../src/app/publish-site.ts';
import { projectFolders } from '../../../src/contract/project-folders.ts';
import { FLEET } from '../../support/fleet-year/fleet-shape.ts';
import { fleetYear, type FleetYear } from '../../support/fleet-year/fleet-year.ts';
import { historyOfYear } from '../../support/fleet-year/history-of-year.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { attributeOf, readPage } from '../../support/read-page.ts';

const FEW = FLEET.filter(({ formula }) => formula === 'ops-time' || formula === 'ops-syslog');
const NEWEST = '20261126T013000';
const LOG = 'log/ops-time-default-centos-7.log';

/** A project whose site is written, as often as one likes. */
function scene() {
  const app = fakeApp();
  const directory = join(app.cwd, 'site');
  const reportsDirectory = join(app.cwd, '.saltern');
  const project = { reportsDirectory, snapshots: undefined, site: { directory, url: undefined } };
  const asked: string[] = [];
  return {
    app,
    directory,
    folders: projectFolders(reportsDirectory),
    asked,
    publish: (year: FleetYear, signal = app.signal) =>
      publishSite(
        { ...app, signal },
        { project, view: year.view, history: historyOfYear(year, (runId) => asked.push(runId)) },
      ),
    read: (path: string) => readFile(join(directory, path), 'utf8'),
    async list(): Promise<readonly string[]> {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
        .toSorted();
    },
  };
}

/** Addresses of the pages in a folder that lead nowhere. */
async function findDead(directory: string, paths: readonly string[]): Promise<readonly string[]> {
  const dead: string[] = [];
  for (const path of paths.filter((one) => one.endsWith('.html'))) {
    for (const element of readPage(await readFile(join(directory, path), 'utf8')).elements) {
      const [target = ''] = (attributeOf(element, 'href') ?? '').split('#');
      if (target !== '' && !paths.includes(posix.join(posix.dirname(path), target))) dead.push(`${path} → ${target}`);
    }
  }
  return dead;
}

describe('publishing the site', () => {
  it('writes pages that lead to each other, and says where the first one is', async () => {
    const { publish, list, directory } = scene();

    const { file, pages } = await publish(fleetYear({ nights: 20, fleet: FEW }));

    const paths = await list();
    expect(file).toBe(join(directory, 'index.html'));
    expect(paths).toHaveLength(pages);
    expect(paths.filter((path) => path.endsWith('.new'))).toEqual([]);
    expect(await findDead(directory, paths)).toEqual([]);
  });

  it('works wherever it is copied to', async () => {
    const { app, publish, list, directory, folders } = scene();
    await mkdir(folders.run(`${NEWEST}-0002`).logs, { recursive: true });
    await writeFile(join(folders.run(`${NEWEST}-0002`).directory, LOG), 'all that was said ✓\n');
    await publish(fleetYear({ nights: 3, fleet: FEW }));
    const elsewhere = join(app.cwd, 'elsewhere');

    await cp(directory, elsewhere, { recursive: true });
    await rm(folders.base, { recursive: true });

    const copy = `files/${NEWEST}-0002/ops-time-default-centos-7.log.txt`;
    expect(await findDead(elsewhere, await list())).toEqual([]);
    expect(await readFile(join(elsewhere, copy), 'utf8')).toContain('all that was said ✓');
    expect(await readFile(join(elsewhere, `results/${NEWEST}-0002/ops-time-default-centos-7.html`), 'utf8')).toContain(
      `href="../../${copy}"`,
    );
  });

  it('leaves alone what earlier nights have said, and does not even ask for it', async () => {
    const { publish, asked, directory } = scene();
    const year = fleetYear({ nights: 20, fleet: FEW });
    const first = await publish(year);
    const old = join(directory, 'runs/20261120T013000-0001.html');
    const before = await stat(old);
    asked.length = 0;

    const second = await publish(year);

    expect(asked.toSorted()).toEqual([`${NEWEST}-0001`, `${NEWEST}-0002`]);
    expect(second.pages).toBeLessThan(first.pages / 3);
    expect((await stat(old)).ino).toBe(before.ino);
  });

  it('goes along when a night is added: what leaves the last fortnight is one line of its run again', async () => {
    const { publish, list, directory } = scene();
    await publish(shorten(fleetYear({ nights: 20, fleet: FEW }), 1));
    const isOf = (night: string) => (path: string) => path.startsWith(`results/${night}`);
    const before = (await list()).filter(isOf('20261112'));

    await publish(fleetYear({ nights: 20, fleet: FEW }));

    const paths = await list();
    expect(before).toHaveLength(7);
    // One of it failed, and was tried twice.
    expect(paths.filter(isOf('20261112'))).toHaveLength(2);
    expect(paths.filter(isOf('20261126'))).not.toEqual([]);
    expect(await findDead(directory, paths)).toEqual([]);
  });

  it('removes pages of what was forgotten, and whatever led there', async () => {
    const { publish, list, directory } = scene();
    await publish(fleetYear({ nights: 20, fleet: FEW }));

    await publish(fleetYear({ nights: 4, fleet: FEW }));

    const paths = await list();
    expect(paths.filter((path) => path.includes('20261112'))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('nights/'))).toHaveLength(4);
    expect(await findDead(directory, paths)).toEqual([]);
  });

  it('begins with nothing that is half done: interrupted, the next call goes on', async () => {
    const { publish, list, directory } = scene();
    const year = fleetYear({ nights: 6, fleet: FEW });
    const aborter = new AbortController();
    let reads = 0;
    const history = historyOfYear(year, () => {
      reads += 1;
      if (reads === 4) aborter.abort(new Error('stopped'));
    });
    const { app } = scene();
    const project = { reportsDirectory: app.cwd, snapshots: undefined, site: { directory, url: undefined } };
    const stopped = publishSite({ ...app, signal: aborter.signal }, { project, view: year.view, history });
    await expect(stopped).rejects.toThrow('stopped');
    const half = await list();

    await publish(year);

    expect(half).not.toContain('index.html');
    expect(await findDead(directory, await list())).toEqual([]);
  });

  it('says so in place of a log that is gone, and shows the end of one that is long', async () => {
    const { publish, read, folders } = scene();
    const long = join(folders.run(`${NEWEST}-0002`).directory, LOG);
    await mkdir(dirname(long), { recursive: true });
    await writeFile(long, `the beginning\n${'a line of it\n'.repeat(60_000)}the end\n`);

    await publish(fleetYear({ nights: 2, fleet: FEW }));

    const copy = await read(`files/${NEWEST}-0002/ops-time-default-centos-7.log.txt`);
    expect(copy).toMatch(/^\ufeff… only the end of it; the whole is in the folder of its run\na line of it\n/);
    expect(copy).toContain('the end');
    expect(copy.length).toBeLessThan(600_000);
    // Of the other attempts nothing was kept.
    expect(await read(`results/${NEWEST}-0001/ops-time-default-centos-7.html`)).not.toContain('all that was said');
  });

  it('writes into no folder that holds anything else', async () => {
    const { publish, directory } = scene();
    await mkdir(join(directory, 'runs'), { recursive: true });
    await writeFile(join(directory, 'runs/notes.html'), 'mine');

    const refused = publish(fleetYear({ nights: 2, fleet: FEW }));

    await expect(refused).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(directory) });
    expect(await readdir(directory)).toEqual(['runs']);
  });
});

/** The year as it was so many nights ago. */
function shorten(year: FleetYear, ago: number): FleetYear {
  const nights = year.nights.slice(ago);
  const gone = new Set(year.nights.slice(0, ago).map(({ night }) => night));
  const rows = year.rows.filter(({ night }) => night === undefined || !gone.has(night));
  const instances = year.view.instances.map((instance) => {
    const { redSince: _, ...rest } = instance;
    const latest = rows.find(({ name }) => name === instance.name);
    return { ...rest, cells: instance.cells.slice(ago), ...(latest === undefined ? {} : { latest }) };
  });
  return { ...year, nights, rows, view: { ...year.view, nights, instances } };
}
