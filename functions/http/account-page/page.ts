/**
 * Renders the page that the links of letters open. What it does, and with which token, is in the fragment of the address,
 * which a browser does not send. Opening it changes nothing, because programs that check mails open links, too: its
 * buttons do.
 */
import { ACCOUNT_PAGE_FILES } from './files.ts';

const IMPORTED = ACCOUNT_PAGE_FILES.filter((name) => name !== 'page.js');

export function accountPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Your account</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/booking/page.css">
<link rel="modulepreload" href="/booking/elements.js">
${IMPORTED.map((name) => `<link rel="modulepreload" href="/account/${name}">`).join('\n')}
<script type="module" src="/account/page.js"></script>
</head>
<body>
<main id="page">
<noscript>
<p>This page needs JavaScript. Please allow it, or open the link in another browser.</p>
<p lang="de">Diese Seite braucht JavaScript. Bitte erlauben Sie es, oder öffnen Sie den Link in einem anderen Browser.</p>
</noscript>
</main>
</body>
</html>
`;
}
