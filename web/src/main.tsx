/** Starts the page. */
import { render } from 'preact';
import { addressOfSearch, searchOf } from './api/event-search.ts';
import { openMailLink } from './api/mail-links.ts';
import { forgetAnsweredOrders, RELOAD_MS } from './api/sent-orders.ts';
import { App } from './app.tsx';
import { chooseLanguage, type Language } from './texts/chosen-language.ts';

// A tab that is closed within a minute after its order was answered does not forget it.
forgetAnsweredOrders();
setTimeout(forgetAnsweredOrders, RELOAD_MS);
openMailLink();
// A link that is put into the address of an open page loads nothing. The router reads the address when told of it.
addEventListener('hashchange', () => {
  if (openMailLink()) dispatchEvent(new PopStateEvent('popstate'));
});

/** What the visitor searched for in the list of the document, before anything ran that could search. */
function takeSearch(place: HTMLElement): void {
  const typedIn = (field: string) => place.querySelector<HTMLInputElement>(field)?.value ?? '';
  const words = typedIn('input[type="search"]').trim();
  const search = searchOf({ q: words, when: typedIn('input[name="when"]:checked') });
  const address = addressOfSearch(search);
  if (address !== addressOfSearch(searchOf({}))) history.replaceState(null, '', address);
}

/** The language that the visitor chose in the document, before anything ran that could change it. */
function takeLanguage(place: HTMLElement): void {
  const [option] = place.querySelector<HTMLSelectElement>('.language select')?.selectedOptions ?? [];
  if (option !== undefined && !option.defaultSelected) chooseLanguage(option.value as Language);
}

const place = document.getElementById('app');
if (place !== null) {
  // The list that the document may have is taken over as it is.
  takeSearch(place);
  takeLanguage(place);
  render(<App />, place);
}
