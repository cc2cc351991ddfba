/**
 * Renders the page that the links of letters open. What it does, and with which token, is in the fragment of the address,
 * which a browser does not send. Opening it changes nothing, because programs that check mails open links, too: its
 * buttons do.
 */
import { scriptPage } from '../script-page.ts';
import { ACCOUNT_PAGE_FILES } from './files.ts';

const IMPORTED = ACCOUNT_PAGE_FILES.filter((name) => name !== 'page.js');

export function accountPage(): string {
  return scriptPage({
    title: 'Your account',
    styles: '/booking/page.css',
    script: '/account/page.js',
    imported: ['/booking/elements.js', ...IMPORTED.map((name) => `/account/${name}`)],
  });
}
