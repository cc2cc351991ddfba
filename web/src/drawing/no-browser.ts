/**
 * What the modules of the page find of a browser when they are loaded, where there is none. The build of the drawing puts these in
 * place of the names of the browser.
 */
export const location = { origin: 'http://localhost', pathname: '/', search: '' };
export const navigator = { languages: [] };
export const localStorage = undefined;
export function addEventListener(): void {}
