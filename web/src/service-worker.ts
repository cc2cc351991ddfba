/**
 * Answers with the kept files of the page while there is no network. The page decides what is kept, in `kept-shell.ts`;
 * requests of the API are not touched.
 */

/** The answer to every path of the page. */
const SHELL_PATH = '/';

type FetchEvent = globalThis.Event & { request: Request; respondWith: (answer: Promise<Response>) => void };

async function fromNetwork(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const shell = await caches.match(SHELL_PATH);
    if (shell === undefined) throw error;
    return shell;
  }
}

addEventListener('fetch', (event) => {
  const { request } = event as FetchEvent;
  const answerWith = (answer: Promise<Response>) => (event as FetchEvent).respondWith(answer);
  const { origin, pathname } = new URL(request.url);
  if (request.mode === 'navigate') answerWith(fromNetwork(request));
  // Their names change with their content, so a kept one is never old.
  else if (origin === location.origin && pathname.startsWith('/assets/'))
    answerWith(caches.match(request).then((file) => file ?? fetch(request)));
});
