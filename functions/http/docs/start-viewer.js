/**
 * Starts the viewer of the OpenAPI document, lets it find operations by the words of their texts, and shows the problem
 * that the address names.
 */
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const followPreference = () => document.documentElement.classList.toggle('dark-mode', prefersDark.matches);
followPreference();
prefersDark.addEventListener('change', followPreference);

/** Replaces the viewer's own filter, which looks at tags and paths only. */
function opsFilter(tags, phrase) {
  const words = phrase.toLowerCase().split(/\s+/);
  const matches = (tag, operation) => {
    const { summary, description } = operation.get('operation').toObject();
    const text = [tag, operation.get('method'), operation.get('path'), summary, description].join(' ');
    return words.every((word) => text.toLowerCase().includes(word));
  };
  return tags
    .map((tag, name) => tag.update('operations', (all) => all.filter((one) => matches(name, one))))
    .filter((tag) => tag.get('operations').size > 0);
}

window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#viewer',
  filter: true,
  plugins: [{ fn: { opsFilter } }],
  // The viewer would ask a service of its maker whether the document is valid.
  validatorUrl: null,
  defaultModelsExpandDepth: -1,
  onComplete: () => document.getElementById(window.location.hash.slice(1))?.scrollIntoView(),
});
