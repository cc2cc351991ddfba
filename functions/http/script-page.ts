/** The document around a page that its scripts write, in the visitor's language, by what the fragment of its address says. */

/**
 * `styles`, `script`, `imported`: paths of files; the imported ones are named, because a browser finds them only after it has
 * loaded the script. `data`: attributes of the page's element. All of them are the service's own texts, without escapes.
 */
export function scriptPage({
  title,
  styles,
  script,
  imported,
  data = '',
}: {
  title: string;
  styles: string;
  script: string;
  imported: string[];
  data?: string;
}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${styles}">
${imported.map((file) => `<link rel="modulepreload" href="${file}">`).join('\n')}
<script type="module" src="${script}"></script>
</head>
<body>
<main id="page"${data}>
<noscript>
<p>This page needs JavaScript. Please allow it, or open the link in another browser.</p>
<p lang="de">Diese Seite braucht JavaScript. Bitte erlauben Sie es, oder öffnen Sie den Link in einem anderen Browser.</p>
</noscript>
</main>
</body>
</html>
`;
}
