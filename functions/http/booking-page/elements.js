/** Creates elements. Text is inserted as text, so that nothing that people wrote becomes markup. */

/**
 * @param properties attributes by name; a function is a listener of the event of this name. `false` and undefined leave
 * an attribute out.
 * @param children elements and texts; `false`, undefined and null are left out.
 */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key, value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter(isShown));
  return element;
}

const isShown = (child) => child !== undefined && child !== null && child !== false;

/** Moves the focus to a text that cannot have it by itself. */
export function focusOn(element) {
  element.tabIndex = -1;
  element.focus();
}

/** @returns a link to the page of somebody else; any other text as it is. */
export function linkTo(url) {
  if (!/^https?:\/\//.test(url)) return url;
  return make('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, url);
}
