import { printableJson } from '../../base/json/printable-json.ts';
import { describeConfig, describeSchema, type SchemaName } from '../../app/describe-config.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { Command } from '../answer.ts';
import { renderTable } from '../render-table.ts';

/** Every value of one instance with where it came from. */
export const showConfig: Command<SelectOptions, [instance: string]> = async (app, options, instance) => {
  const rows = await describeConfig(app, instance, options);
  const cells = rows.map((row) => [row.path, row.value === undefined ? '' : printableJson(row.value), row.origin]);
  return { exitCode: 0, data: rows, lines: renderTable(['KEY', 'VALUE', 'FROM'], cells) };
};

/** A JSON Schema, which is printed as JSON with and without `--json`. */
export const showSchema: Command<object, [file: SchemaName]> = async (app, _options, file) => {
  return { exitCode: 0, lines: [printableJson(await describeSchema(app, file), 2)] };
};
