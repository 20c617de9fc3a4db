import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import { publishMetrics } from '../../src/app/publish-metrics.ts';
import type { FleetView } from '../../src/contract/fleet-view.ts';
import { fileServer, type FileServer } from '../support/file-server.ts';
import { drawView } from '../support/fleet-view.ts';
import { startVictoriaMetrics, type VictoriaMetrics } from '../support/start-victoria-metrics.ts';
import { ROOT } from '../root.ts';

const HOUR_MS = 3_600_000;
const EXAMPLE = join(ROOT, 'examples/monitoring');

/** Fleets by the names of their projects, with newest nights that began so many hours ago. */
const FLEETS: Readonly<Record<string, FleetView>> = {
  good: fleet('good', 3, { 'ops-ssh default centos-7': '✓✓✓', 'ops-ssl_certs default centos-stream-9': '✓✓✓' }),
  bad: fleet('bad', 50, { 'ops-time default centos-7': '✗✗✓', 'ops-ssh default centos-stream-9': '~✓✓' }),
  broken: fleet('broken', 3, { 'ops-ssh default centos-7': '–✓✓' }, 'interrupted'),
  'odd " \\ ✓': fleet('odd " \\ ✓', 3, { 'a"b\\c default {x}': '✓' }),
};

function fleet(
  project: string,
  hours: number,
  rows: Readonly<Record<string, string>>,
  outcome?: 'interrupted',
): FleetView {
  const began = Date.now() - hours * HOUR_MS;
  const end = outcome && { end: { at: new Date(began + HOUR_MS).toISOString(), outcome } };
  const view = drawView(rows, end, new Date(began).toISOString());
  const stable = new Date(began - (project === 'bad' ? 200 : 0) * HOUR_MS).toISOString();
  return { ...view, project, channels: { stable: stable.slice(0, 19).replaceAll(/[-:]/g, '') } };
}

let folder = '';
let server: FileServer;
let victoria: VictoriaMetrics;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saltern-monitoring-'));
  const files = await Promise.all(
    Object.values(FLEETS).map(async (view, at) => {
      const metrics = { file: join(folder, `${at}.prom`) };
      await publishMetrics({ tell: () => undefined }, { project: { metrics }, view });
      return metrics.file;
    }),
  );
  const pages = Object.fromEntries(files.map((file, at) => [`/${at}`, { body: readFileSync(file), isPlain: true }]));
  server = await fileServer(pages);
  victoria = await startVictoriaMetrics(Object.fromEntries(files.map((_, at) => [`file${at}`, `${server.url}/${at}`])));
  const scraped = `count(count by (project) (saltern_result_state)) == ${files.length}`;
  await waitUntil(async () => (await victoria.query(scraped))[0], {
    signal: AbortSignal.timeout(60_000),
    intervalMs: 100,
  });
});
afterAll(async () => {
  await victoria[Symbol.asyncDispose]();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

/** Projects for which each alert is to fire. */
const FIRES: Readonly<Record<string, readonly string[]>> = {
  SalternNightMissing: ['bad', 'broken'],
  SalternMetricsMissing: [],
  SalternNightBroken: ['broken'],
  SalternRefused: ['bad'],
  SalternFailing: ['bad'],
  SalternFlaky: ['bad'],
  SalternSnapshotOld: ['bad'],
  SalternChannelOld: ['bad'],
};

const rules = (
  parse(readFileSync(join(EXAMPLE, 'alerts.yml'), 'utf8')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[];
  }
).groups.flatMap((group) => group.rules);

describe('the alert rules of the example', () => {
  it.each(rules.map(({ alert, expr }) => [alert, expr]))(
    '%s fires for those that it is for, and no others',
    async (alert, expr) => {
      const series = await victoria.query(expr);

      const projects = [...new Set(series.map(({ labels }) => labels['project']))].toSorted();
      expect(projects).toEqual(FIRES[alert]);
    },
  );

  it('say so when nothing is known at all', async () => {
    const expr = rules.find(({ alert }) => alert === 'SalternMetricsMissing')?.expr ?? '';

    expect(await victoria.query(expr, Date.now() / 1000 - 86_400)).toEqual([{ labels: {}, value: 1 }]);
  });

  it('are such as Prometheus takes', async () => {
    const { stdout } = await promisify(execFile)('promtool', ['check', 'rules', join(EXAMPLE, 'alerts.yml')]);

    expect(stdout).toContain(`SUCCESS: ${rules.length} rules found`);
  });
});

interface Target {
  readonly expr: string;
}
interface Panel {
  readonly title: string;
  readonly targets: readonly Target[];
}
interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly query: { readonly query?: string } }[];
  };
}

const dashboard = JSON.parse(readFileSync(join(EXAMPLE, 'dashboard.json'), 'utf8')) as Dashboard;

describe('the dashboard of the example', () => {
  const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const));

  it.each(queries)('%s: %s', async (_, expr) => {
    const [own, all] = await Promise.all(
      ['bad', '.*'].map((project) => victoria.query(expr.replaceAll('$project', project))),
    );

    expect(own?.length).toBeGreaterThan(0);
    expect(all?.length).toBeGreaterThanOrEqual(own?.length ?? 0);
    expect([...(own ?? []), ...(all ?? [])].every(({ value }) => Number.isFinite(value))).toBe(true);
  });

  it('offers the projects that there are', async () => {
    const asked = dashboard.templating.list.find(({ name }) => name === 'project')?.query;
    const [, metric = '', label = ''] = /^label_values\((\w+), (\w+)\)$/.exec(asked?.query ?? '') ?? [];

    expect((await victoria.labelValues(label, metric)).toSorted()).toEqual(Object.keys(FLEETS).toSorted());
  });
});

describe('the file for monitoring', () => {
  it.each(Object.keys(FLEETS).map((name, at) => [name, at] as const))(
    'of the project %s is such as node exporter takes',
    (_, at) => {
      const input = readFileSync(join(folder, `${at}.prom`));

      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input, encoding: 'utf8' });

      expect(`${stdout}${stderr}`).toBe('');
      expect(status).toBe(0);
    },
  );

  it('comes through with its names whole, whatever is in them', async () => {
    const [series] = await victoria.query(
      'saltern_result_state{state="pass"} == 1 and on (formula) saltern_red_nights{platform="{x}"}',
    );

    expect(series?.labels).toMatchObject({ project: 'odd " \\ ✓', formula: 'a"b\\c', platform: '{x}' });
  });
});
