import { asMap, asText, asTexts } from '../../base/json/json-value.ts';
import type { Json } from '../../base/json/json.ts';
import type { AuditSettings } from '../project.ts';

/** What `audit:` says. */
export function settleAudit(audit: Json | undefined): AuditSettings {
  const said = asMap(audit);
  return {
    mirror: settleMirror(asMap(said['mirror'])),
    keyEnv: asText(said['key-env']),
    publicKey: asText(said['public-key']),
  };
}

function settleMirror(said: ReturnType<typeof asMap>): AuditSettings['mirror'] {
  const [file, url, argv] = [asText(said['file']), asText(said['url']), asTexts(said['command'])];
  if (file !== undefined) return { kind: 'file', path: file };
  if (url !== undefined) return { kind: 'url', url };
  return argv.length === 0 ? undefined : { kind: 'command', argv };
}
