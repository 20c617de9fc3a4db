import { printableJson } from '../../base/json/printable-json.ts';
import { describeConfig, describeSchema, type SchemaName } from '../../app/describe-config.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

interface ShowOptions extends SelectOptions {
  /** Defaults too. Default false: what somebody set. As JSON, all is told. */
  readonly all?: boolean;
}

/** The values of one instance with where they came from. */
export const showConfig: Command<ShowOptions, [instance: string]> = async (app, options, instance) => {
  const rows = await describeConfig(app, instance, options);
  const shown = rows.filter(({ isDefault }) => options.all === true || !isDefault);
  const cells = shown.map((row) => [row.path, printableJson(row.value), row.origin]);
  const left = rows.length - shown.length;
  const more =
    left === 0 ? [] : ['', `${left} ${left === 1 ? 'default is' : 'defaults are'} not shown; \`--all\` shows them`];
  return { exitCode: 0, data: rows, lines: [...renderTable(['KEY', 'VALUE', 'FROM'], cells), ...more] };
};

/** A JSON Schema, which is printed as JSON with and without `--json`. */
export const showSchema: Command<object, [file: SchemaName]> = async (app, _options, file) => {
  return { exitCode: 0, lines: [printableJson(await describeSchema(app, file), 2)] };
};
