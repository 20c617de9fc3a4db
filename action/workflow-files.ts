import { randomUUID } from 'node:crypto';

/** What is appended to `$GITHUB_OUTPUT`. Nobody can end a value but who knows its delimiter, which is new each time. */
export function renderOutput(name: string, value: string, delimiter = `end-${randomUUID()}`): string {
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** A workflow command, which GitHub shows beside the run. Pure. */
export function renderCommand(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  return `::${kind} title=${escapeProperty(title)}::${escapeData(message)}`;
}

/** On one line, and never at its start: what others wrote gives GitHub no orders. */
export function asPlainLine(text: string): string {
  return `  ${text.replaceAll(/[\r\n]+/g, ' ')}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
