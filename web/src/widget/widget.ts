/**
 * `<boxoffice-event event="ID">`, an event on the site of its organizer: what it is, what is left, and a link to the page,
 * where one books. It reads one public route of the service that it was loaded from, and stores nothing. Built as one file,
 * `widget.js`, so it may share no module with the page.
 */
import type { paths } from '../../.generated/api';
import type { PAGE_PATHS } from '../page-paths.ts';
import { type Card, makeCard, spokenLocale } from './card.ts';
import { type Reading, watchEvent } from './watch-event.ts';

const NAME = 'boxoffice-event';
const PAGE_PATH: typeof PAGE_PATHS.event = '/events/{eventId}';
const API_PATH: keyof paths = '/v1/events/{eventId}';
const SERVICE = new URL(import.meta.url).origin;

class BoxofficeEvent extends HTMLElement {
  /** `same-tab`: the button opens no tab of its own. */
  static readonly observedAttributes = ['event', 'lang', 'same-tab'];
  readonly #root = this.attachShadow({ mode: 'open' });
  #card: Card | undefined;
  #reading: Reading | undefined;
  #end = () => {};

  connectedCallback(): void {
    this.#end();
    const id = encodeURIComponent(this.getAttribute('event') ?? '');
    const addressOf = (path: string) => `${SERVICE}${path.replace('{eventId}', id)}`;
    this.#card = makeCard(this.#root, addressOf(PAGE_PATH));
    this.#reading = id === '' ? { isMissing: true } : undefined;
    this.#show();
    if (id === '') return;
    this.#end = watchEvent(addressOf(API_PATH), (reading) => {
      this.#reading = reading;
      this.#show();
    });
  }

  disconnectedCallback(): void {
    this.#end();
  }

  attributeChangedCallback(name: string): void {
    if (!this.isConnected || this.#card === undefined) return;
    if (name === 'event') this.connectedCallback();
    else this.#show();
  }

  #show(): void {
    const locale = spokenLocale(this.closest<HTMLElement>('[lang]')?.lang ?? '');
    this.#card?.show(this.#reading, { locale, opensTab: !this.hasAttribute('same-tab') });
  }
}

// A site may have the script twice.
if (customElements.get(NAME) === undefined) customElements.define(NAME, BoxofficeEvent);
