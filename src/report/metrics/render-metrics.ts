import { cleanName } from '../../base/text/clean-text.ts';
import type { Metric, Sample } from './metric.ts';

/**
 * Metrics as OpenMetrics text that is Prometheus' older text format too, which is what node exporter reads: all of it is
 * gauges, and to the older one `# UNIT` and `# EOF` are remarks. A metric without a sample is left out. Pure.
 */
export function renderMetrics(metrics: readonly Metric[]): string {
  const lines = metrics.filter(({ samples }) => samples.length > 0).flatMap(renderMetric);
  return [...lines, '# EOF', ''].join('\n');
}

function renderMetric({ name, help, samples }: Metric): readonly string[] {
  const unit = /_(seconds|ratio)$/.exec(name)?.[1];
  return [
    `# TYPE ${name} gauge`,
    ...(unit === undefined ? [] : [`# UNIT ${name} ${unit}`]),
    `# HELP ${name} ${escape(help)}`,
    ...samples.map((sample) => renderSample(name, sample)),
  ];
}

function renderSample(name: string, { labels, value }: Sample): string {
  const said = Object.entries(labels).map(([key, text]) => `${key}="${escape(text)}"`);
  return `${name}{${said.join(',')}} ${value}`;
}

/** On one line, whatever is named in it. */
function escape(text: string): string {
  return cleanName(text).replaceAll(/[\\"]/g, (sign) => `\\${sign}`);
}
