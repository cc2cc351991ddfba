/** Keeps the files of this page, so that the screens that were loaded open without a network. `service-worker.ts` answers with them. */
import { PAGE_PATHS } from '../page-paths.ts';

const SERVICE_WORKER = '/service-worker.js';
const SHELL_CACHE = 'boxoffice.shell';
/** The answer to every path of the page, by which the service worker knows it. */
const SHELL_PATH = '/';
/** Its answer has no events in it, which would be shown when they are long over. */
const PLAIN_PATH = PAGE_PATHS.myBookings;

/** @returns the paths of the files that were loaded: the browser lists a limited number of them, the document the scripts and styles. */
function loadedFiles(): string[] {
  const named = [
    ...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('link[href], script[src]'),
  ];
  const addresses = [
    ...performance.getEntriesByType('resource').map(({ name }) => name),
    ...named.map((element) => ('href' in element ? element.href : element.src)),
  ];
  const own = addresses
    .map((address) => new URL(address, location.href))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'));
  return [...new Set(own.map(({ pathname }) => pathname))];
}

/**
 * Keeps the files that this screen was loaded from, beside those of other screens of the same build. Those of an earlier build
 * go: `index.html` names files of one build alone.
 */
export async function keepShell(): Promise<void> {
  await navigator.serviceWorker.register(SERVICE_WORKER);
  const cache = await caches.open(SHELL_CACHE);
  const readIndex = async () => (await cache.match(SHELL_PATH))?.text();
  const before = await readIndex();
  const files = loadedFiles();
  await cache.addAll(files);
  const shell = await fetch(PLAIN_PATH);
  if (!shell.ok) throw new Error(`The page was answered ${shell.status}.`);
  await cache.put(SHELL_PATH, shell);
  if ((await readIndex()) === before) return;
  const kept = [SHELL_PATH, ...files];
  const old = (await cache.keys()).filter(({ url }) => !kept.includes(new URL(url).pathname));
  await Promise.all(old.map((request) => cache.delete(request)));
}
