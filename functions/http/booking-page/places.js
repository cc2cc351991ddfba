/** The parts of the page of one booking, empty and in their order. */
import { make } from './elements.js';

/** Puts the parts into `page`. @returns them by name. */
export function buildPlaces(page, texts) {
  const places = {
    page,
    name: make('h1', { dir: 'auto' }),
    details: make('dl'),
    notice: make('div', { class: 'notice', role: 'alert', hidden: true }),
    stateText: make('div', {}, make('p', {}, texts.loading)),
    offer: make('div', { class: 'actions', hidden: true }),
    tickets: make('section', { class: 'card', 'aria-labelledby': 'tickets-title', hidden: true }),
    announcements: make('section', {
      class: 'card',
      'aria-labelledby': 'announcements-title',
      hidden: true,
    }),
    below: make('div', { class: 'actions', hidden: true }),
    footer: make('footer', {}, make('p', {}, texts.keepLink)),
    spoken: make('p', { class: 'spoken', role: 'status' }),
  };
  const { name, details, notice, announcements, stateText, offer, tickets, below, footer, spoken } = places;
  places.state = make('section', { class: 'card', 'aria-labelledby': 'state-title' }, stateText, offer);
  page.replaceChildren(
    make('header', {}, name, details),
    notice,
    announcements,
    places.state,
    tickets,
    below,
    footer,
    spoken,
  );
  return places;
}
