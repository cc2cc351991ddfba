/**
 * Answers the requests for the page on one machine: `index.html` for each of its paths, with the list of events in it for `/`, and
 * the files that it loads, and where the mailbox is. Files are read at the start, and compressed once, when somebody asks for
 * them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { type BrotliOptions, brotliCompress, constants, gzip } from 'node:zlib';
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
import { DrawnLists, type ReadIndex } from './drawn-lists.ts';
import type { RequestTarget } from './gateway-event.ts';
import { listLocale } from './list-locale.ts';

const MAILBOX_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** The codings, the preferred one first. They are computed beside the event loop. */
const CODINGS = {
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliCompress),
  gzip: promisify<Buffer, object, Buffer>(gzip),
};
type Coding = keyof typeof CODINGS;

type PageFile = {
  headers: Record<string, string>;
  plain: Buffer;
  options: BrotliOptions;
  coded: Map<Coding, Promise<Buffer>>;
};

/** A list is sent for a second, and a visitor waits for it: the highest quality takes 40 ms and saves 0.4 KB. */
const LIST_OPTIONS = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** @returns what answers a request for the page, or undefined if it asks for something else */
export type PageServer = (
  request: IncomingMessage,
  response: ServerResponse,
  target: RequestTarget,
  readIndex: ReadIndex,
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
  const lists = new DrawnLists((text) => listFile(text, headers));
  const patterns = Object.values(PAGE_PATHS).map((pattern) => pattern.split('/'));
  return (request, response, { rawPath: requestPath, rawQueryString }, readIndex) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (requestPath === MAILBOX_PATH)
      return async () => {
        response.writeHead(200, MAILBOX_HEADERS).end(JSON.stringify({ url: mailboxUrl() ?? null }));
      };
    if (requestPath === SETTINGS_PATH)
      return async () => {
        response.writeHead(200, SETTINGS_HEADERS).end(JSON.stringify(settingsFor(services)));
      };
    if (requestPath === PAGE_PATHS.events)
      return async () => {
        const locale = listLocale(rawQueryString, request.headers['accept-language']);
        const list = locale === undefined ? undefined : await lists.get(locale, readIndex);
        await send(list ?? index, request, response);
      };
    const segments = requestPath.split('/');
    const isPage = patterns.some((pattern) => matchSegments(pattern, segments) !== undefined);
    const file = isPage ? index : files.get(requestPath);
    return file && (() => send(file, request, response));
  };
}

function pageFile(place: string, headers: Record<string, string>): PageFile {
  return fileOf(readFileSync(place), path.extname(place), headers);
}

/** The index with a list, as the function drew it. `headers`: those of the index. */
function listFile(text: string, headers: Record<string, string>): PageFile {
  const varied = { ...headers, vary: 'accept-encoding, accept-language' };
  return fileOf(Buffer.from(text), path.extname(INDEX_PATH), varied, LIST_OPTIONS);
}

function fileOf(
  plain: Buffer,
  extension: string,
  headers: Record<string, string>,
  options: BrotliOptions = {},
): PageFile {
  const known = {
    'content-type': CONTENT_TYPES[extension] ?? 'application/octet-stream',
    etag: `W/${tagOf(plain)}`,
    vary: 'accept-encoding',
  };
  return { headers: { ...known, ...FILE_HEADERS, ...headers }, plain, options, coded: new Map() };
}

function contentIn({ plain, options, coded }: PageFile, coding: Coding): Promise<Buffer> {
  const content = coded.get(coding) ?? CODINGS[coding](plain, options);
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
