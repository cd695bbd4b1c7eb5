import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorCode, routeDefinition, type Subject, WaycastError } from '@waycast/contract';
import type { Ingest } from '../../kernel/ingest.ts';
import type { Log } from '../../ports/log.ts';
import type { Gate } from './admission.ts';
import { MAX_BODY_BYTES, readJson } from './json-body.ts';
import { refusalOf } from './refusals.ts';
import { logRequest, logsAnswers } from './request-log.ts';
import { updatesOf } from './routes/tracking.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface ReportParts {
  readonly ingest: Ingest;
  readonly gate: Gate;
  readonly log: Log;
  readonly nextId: (request: IncomingMessage) => string;
}

/** Takes a request if it is a plain report, and answers it; false: it is not one, and has not been touched. */
export type TakeReport = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Ingests a body and resolves to the receipt's JSON. */
type Report = (subject: Subject, body: unknown) => Promise<string>;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly report: Report;
  readonly requestId: string;
  readonly startedAtMs: number;
}

const ACCEPTED = 202;
const BROADCAST = JSON.stringify({ accepted: true, broadcast: true });
const NOT_BROADCAST = JSON.stringify({ accepted: true, broadcast: false });
/** As devices write it, and as browsers and libraries do. */
const JSON_TYPES: ReadonlySet<string | undefined> = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
]);
const SECURITY = Object.entries(SECURITY_HEADERS).flat();

/**
 * The straight path of reports, which are most of what comes by HTTP: the same steps with the same answers as a route
 * behind Fastify, without its hooks. Whatever is unusual about a request (a page of another origin, chunks, a query,
 * another method or media type) leaves it to the route.
 *
 *     token → rate limit → body → ingest → receipt
 */
export function createReports({ ingest, gate, log, nextId }: ReportParts): TakeReport {
  const reports = reportsByPath(ingest);

  async function run(exchange: Exchange): Promise<void> {
    try {
      const admitted = gate.admitReport(exchange.request.headers.authorization);
      const subject = admitted instanceof Promise ? await admitted : admitted;
      const text = await bodyOf(exchange.request);
      accept(exchange, await exchange.report(subject, readJson(text)), log);
    } catch (error) {
      refuse(exchange, error, log);
    }
  }

  return (request, response) => {
    const report = reports.get(request.url ?? '');
    if (report === undefined || !isPlain(request)) return false;
    const requestId = nextId(request);
    void run({ request, response, report, requestId, startedAtMs: performance.now() });
    return true;
  };
}

function reportsByPath(ingest: Ingest): ReadonlyMap<string, Report> {
  const one: Report = async (subject, body) =>
    (await ingest.one(subject, body)).broadcast ? BROADCAST : NOT_BROADCAST;
  const batch: Report = async (subject, body) => JSON.stringify(await ingest.batch(subject, updatesOf(body)));
  const pathsOf = (name: 'reportFix' | 'reportBatch'): readonly string[] => {
    const { path, aliases = [] } = routeDefinition(name);
    return [path, ...aliases];
  };
  return new Map([
    ...pathsOf('reportFix').map((path) => [path, one] as const),
    ...pathsOf('reportBatch').map((path) => [path, batch] as const),
  ]);
}

/** Whether nothing about a request needs more than reading its body: its length is known and within the bound. */
function isPlain({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    JSON_TYPES.has(headers['content-type']) &&
    Number(headers['content-length']) <= MAX_BODY_BYTES &&
    headers.host !== undefined &&
    headers.origin === undefined &&
    headers.expect === undefined
  );
}

/** All of a body, which the parser has kept to its length. Rejects when the client leaves in the middle. */
function bodyOf(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('close', () => {
      // It comes after `end` too, and an error costs more than all else that is done for a report here.
      if (!request.complete)
        reject(new WaycastError('invalid', 'the connection ended before all of the body had come'));
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve((chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)).toString());
    });
  });
}

function accept(exchange: Exchange, receipt: string, log: Log): void {
  const { response, requestId } = exchange;
  response.writeHead(ACCEPTED, [
    'x-request-id',
    requestId,
    ...SECURITY,
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(Buffer.byteLength(receipt)),
  ]);
  response.end(receipt);
  if (logsAnswers(log)) note(exchange, log, ACCEPTED);
}

function refuse(exchange: Exchange, error: unknown, log: Log): void {
  const { request, response, requestId } = exchange;
  const { status, code, headers, body } = refusalOf(error, { requestId, url: request.url ?? '' }, log);
  note(exchange, log, status, code);
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    'x-request-id': requestId,
    ...SECURITY_HEADERS,
    ...headers,
    'content-length': body.length,
  });
  response.end(body);
}

function note(
  { request, requestId, startedAtMs }: Exchange,
  log: Log,
  status: number,
  code?: ErrorCode,
): void {
  const { method = '', url = '' } = request;
  logRequest(log, { requestId, method, url, status, code, ms: performance.now() - startedAtMs });
}
