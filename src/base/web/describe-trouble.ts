import { BaseError } from '../error/base-error.ts';
import { showLocation } from '../fetch/parse-location.ts';
import { isPassingStatus } from '../fetch/is-passing-status.ts';

/** A URL for people: without credentials, and without the query, which may hold some too. */
export function showUrl(url: URL): string {
  return showLocation({ kind: 'http', url });
}

const HINT = 'Check the address, the network, the proxy and the certificates; what has already come is kept.';

const PROXY_HINT = 'The proxy wants a login: https_proxy=http://user:password@….';

/** A failure of the network as an error that names the URL, and says what to do about it: `hint`, where nothing else is known. */
export function describeTrouble(url: URL, error: unknown, hint = HINT): BaseError {
  if (error instanceof BaseError) return error;
  const details = reasonsOf(error);
  const code = codeOf(error);
  const configured = configHint(code, details.join(' '));
  return new BaseError('transfer', `'${showUrl(url)}' cannot be reached, or the connection broke off`, {
    hint: configured ?? hint,
    cause: error,
    details,
    // One that is out of date says nothing of what is configured here.
    isTransient: configured === undefined || isOutOfDate(code),
  });
}

/** A status that is no answer, as an error. `elsewhere`: another host that gave it, after a redirect. */
export function describeStatus(url: URL, status: number, elsewhere?: URL): BaseError {
  const isTransient = isPassingStatus(status);
  const details = elsewhere === undefined ? [] : [`it redirected to '${showUrl(elsewhere)}', which answered so`];
  const hint = statusHint(status, elsewhere);
  return new BaseError('transfer', `'${showUrl(url)}' answered ${status}`, { hint, details, isTransient });
}

function statusHint(status: number, elsewhere: URL | undefined): string {
  if ((status === 401 || status === 403) && elsewhere !== undefined)
    return "No login is sent to where a server redirects: name that address, if 'login-env' is for it.";
  if (status === 401 || status === 403) return "Check 'login-env' and the client certificate.";
  if (status === 407) return PROXY_HINT;
  // As nginx does.
  if (status === 400) return 'Check the address; a server also answers so to a wrong client certificate.';
  return status >= 500 || status === 429 ? 'The server has trouble; try again later.' : 'Check the address.';
}

/** One of the two does not trust the other, or somebody else is there: what is configured here mends that. */
function configHint(code: string, text: string): string | undefined {
  if (/SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)/.test(code)) return "Name the authority that signed it with 'ca'.";
  if (isOutOfDate(code)) return 'See to the certificate of the server, and the time of this machine.';
  if (/^ERR_TLS_CERT|^CERT_/.test(code))
    return 'Check the address: the certificate is of another, or is none that counts.';
  // 80: trouble of its own.
  if (/wrong version number|packet length too long/.test(text))
    return 'Nobody speaks https there: check scheme and port.';
  if (code === 'ERR_PROXY_TUNNEL' && / 407\b/.test(text)) return PROXY_HINT;
  if (/SSL alert number (?!80\b)/.test(text))
    return "Check 'client-cert' and 'client-key': the server may ask for a certificate.";
  return undefined;
}

function isOutOfDate(code: string): boolean {
  return code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Several addresses of one name fail as one error with many below it. */
function reasonsOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(reasonsOf);
  if (!(error instanceof Error)) return [String(error)];
  return [error.message === '' ? codeOf(error) : error.message];
}
