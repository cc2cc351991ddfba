/** Starts the page. */
import { render } from 'preact';
import { openMailLink } from './api/mail-links.ts';
import { App } from './app.tsx';

openMailLink();
// A link that is put into the address of an open page loads nothing. The router reads the address when told of it.
addEventListener('hashchange', () => {
  if (openMailLink()) dispatchEvent(new PopStateEvent('popstate'));
});

const place = document.getElementById('app');
if (place !== null) render(<App />, place);
