/** Starts the viewer of the OpenAPI document, and shows the problem that the address names. */
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const followPreference = () => document.documentElement.classList.toggle('dark-mode', prefersDark.matches);
followPreference();
prefersDark.addEventListener('change', followPreference);

window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#viewer',
  filter: true,
  // The viewer would ask a service of its maker whether the document is valid.
  validatorUrl: null,
  defaultModelsExpandDepth: -1,
  onComplete: () => document.getElementById(window.location.hash.slice(1))?.scrollIntoView(),
});
