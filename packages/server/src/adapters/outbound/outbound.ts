import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Outbound, OutboundAnswer, OutboundPost } from '../../ports/outbound.ts';
import { type AddressRules, addressRules } from './address-rules.ts';
import { checkedLookup, RefusedAddress, type ResolveName } from './checked-lookup.ts';

export interface OutboundOptions {
  /** WEBHOOK_ALLOW_PRIVATE: networks that may be connected to besides public ones. */
  readonly allowedNetworks: readonly string[];
  /** For the whole request; 10 s when absent. */
  readonly timeoutMs?: number;
  /** The system's resolver when absent. */
  readonly resolve?: ResolveName;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly ca?: string;
}

const TIMEOUT_MS = 10_000;
const HOW_TO_ALLOW = 'the operator allows networks with WEBHOOK_ALLOW_PRIVATE';

/** Posts by Node's own client, each request on a connection of its own. */
export function createOutbound(options: OutboundOptions): Outbound {
  const rules = addressRules(options.allowedNetworks);
  const lookup = checkedLookup(rules, options.resolve);
  const { timeoutMs = TIMEOUT_MS, ca } = options;
  const refusal = (url: string): string | undefined => refusalOf(url, rules);
  return {
    refusal,
    post(post) {
      const reason = refusal(post.url);
      if (reason !== undefined) return Promise.resolve({ kind: 'refused', reason });
      return new Promise<OutboundAnswer>((resolve) => send(post, { lookup, timeoutMs, ca }, resolve)).catch(
        // Such as a user name that cannot be decoded.
        (error) => ({ kind: 'refused', reason: `no request can be made of the address: ${error.message}` }),
      );
    },
  };
}

/** What shows without asking for the name: another protocol, or an address in plain sight. */
function refusalOf(url: string, rules: AddressRules): string | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol))
    return 'it takes an address that begins with https:// or http://';
  const host = parsed.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) === 0) return undefined;
  const reason = rules(host);
  return reason === undefined ? undefined : `${reason}; ${HOW_TO_ALLOW}`;
}

interface Sending {
  readonly lookup: ReturnType<typeof checkedLookup>;
  readonly timeoutMs: number;
  readonly ca: string | undefined;
}

function send(
  { url, headers, body }: OutboundPost,
  { lookup, timeoutMs, ca }: Sending,
  resolve: (answer: OutboundAnswer) => void,
): void {
  const bytes = Buffer.from(body);
  const open = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
  const signal = AbortSignal.timeout(timeoutMs);
  const request: ClientRequest = open(url, {
    method: 'POST',
    // No pool: a connection that was checked serves one request.
    agent: false,
    lookup,
    signal,
    headers: { ...headers, 'content-length': bytes.length, connection: 'close' },
    ...(ca === undefined ? {} : { ca }),
  });
  request.once('response', (response) => {
    resolve(answerOf(response));
    // Nobody reads what it says besides; it might go on for ever.
    response.destroy();
  });
  request.on('error', (error) => resolve(failureOf(error, signal.aborted, timeoutMs)));
  request.end(bytes);
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): OutboundAnswer {
  return { kind: 'answered', status: statusCode, retryAfterMs: retryAfterOf(headers['retry-after']) };
}

/** Seconds; dates are left alone. */
function retryAfterOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) * 1000 : undefined;
}

function failureOf(error: NodeJS.ErrnoException, timedOut: boolean, timeoutMs: number): OutboundAnswer {
  if (error instanceof RefusedAddress)
    return { kind: 'refused', reason: `${error.message}; ${HOW_TO_ALLOW}` };
  if (timedOut) return { kind: 'failed', reason: `no answer within ${timeoutMs} ms` };
  return { kind: 'failed', reason: `no answer: ${error.code ?? error.message}` };
}
