/**
 * Answers the requests for the page on one machine: `index.html` for each of its paths, and the files that it loads, and where
 * the mailbox is. Files are read at the start, and compressed once, when somebody asks for them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { acceptsCoding } from '../../functions/http/accept.ts';
import { isUnchanged, tagOf } from '../../functions/http/etag.ts';
import { matchSegments } from '../../functions/http/route-match.ts';
import {
  ASSET_HEADERS,
  ASSETS_PATH,
  CONTENT_TYPES,
  FILE_HEADERS,
  INDEX_PATH,
  indexHeaders,
  type PageServices,
  SERVICE_WORKER_PATH,
  SETTINGS_HEADERS,
  settingsFor,
  WIDGET_HEADERS,
  WIDGET_PATH,
} from '../../web/serving.ts';
import { MAILBOX_PATH, PAGE_PATHS, SETTINGS_PATH } from '../../web/src/page-paths.ts';

const MAILBOX_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** The codings, the preferred one first. They are computed beside the event loop. */
const CODINGS = { br: promisify<Buffer, Buffer>(brotliCompress), gzip: promisify<Buffer, Buffer>(gzip) };
type Coding = keyof typeof CODINGS;

type PageFile = { headers: Record<string, string>; plain: Buffer; coded: Map<Coding, Promise<Buffer>> };

/** @returns what answers a request for the page, or undefined if it asks for something else */
export type PageServer = (
  request: IncomingMessage,
  response: ServerResponse,
  requestPath: string,
) => (() => Promise<void>) | undefined;

/**
 * @param folder of the built page
 * @param mailboxUrl the address of the page with the mails, undefined if there is none, or until there is
 * @param services what the page reaches besides the service
 */
export function pageServer(
  folder: string,
  mailboxUrl: () => string | undefined,
  services: PageServices = {},
): PageServer {
  const headers = indexHeaders(services);
  const index = pageFile(path.join(folder, INDEX_PATH), headers);
  const files = new Map(
    readdirSync(path.join(folder, ASSETS_PATH)).map((name) => [
      `${ASSETS_PATH}${name}`,
      pageFile(path.join(folder, ASSETS_PATH, name), ASSET_HEADERS),
    ]),
  );
  files.set(SERVICE_WORKER_PATH, pageFile(path.join(folder, SERVICE_WORKER_PATH), headers));
  files.set(WIDGET_PATH, pageFile(path.join(folder, WIDGET_PATH), WIDGET_HEADERS));
  const patterns = Object.values(PAGE_PATHS).map((pattern) => pattern.split('/'));
  return (request, response, requestPath) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (requestPath === MAILBOX_PATH)
      return async () => {
        response.writeHead(200, MAILBOX_HEADERS).end(JSON.stringify({ url: mailboxUrl() ?? null }));
      };
    if (requestPath === SETTINGS_PATH)
      return async () => {
        response.writeHead(200, SETTINGS_HEADERS).end(JSON.stringify(settingsFor(services)));
      };
    const segments = requestPath.split('/');
    const isPage = patterns.some((pattern) => matchSegments(pattern, segments) !== undefined);
    const file = isPage ? index : files.get(requestPath);
    return file && (() => send(file, request, response));
  };
}

function pageFile(place: string, headers: Record<string, string>): PageFile {
  const plain = readFileSync(place);
  const known = {
    'content-type': CONTENT_TYPES[path.extname(place)] ?? 'application/octet-stream',
    etag: `W/${tagOf(plain)}`,
    vary: 'accept-encoding',
  };
  return { headers: { ...known, ...FILE_HEADERS, ...headers }, plain, coded: new Map() };
}

function contentIn({ plain, coded }: PageFile, coding: Coding): Promise<Buffer> {
  const content = coded.get(coding) ?? CODINGS[coding](plain);
  coded.set(coding, content);
  return content;
}

async function send(file: PageFile, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { headers } = file;
  if (isUnchanged(request.headers['if-none-match'], headers['etag'] ?? '')) {
    response.writeHead(304, headers).end();
    return;
  }
  const accepted = request.headers['accept-encoding']?.toString();
  const coding = (Object.keys(CODINGS) as Coding[]).find((one) => acceptsCoding(one, accepted));
  const content = coding === undefined ? file.plain : await contentIn(file, coding);
  response.writeHead(200, {
    ...headers,
    'content-length': content.length,
    ...(coding !== undefined && { 'content-encoding': coding }),
  });
  response.end(request.method === 'HEAD' ? undefined : content);
}
