/** The tickets of the booking, with their QR codes and as files. */
import { make } from './elements.js';
import { Refused } from './service.js';

/** Pictures are loaded when they are about this close to the window, because a booking may have 97 tickets. */
const LOAD_AHEAD = '600px';
const FILES = [
  { text: 'pdf', path: 'tickets', type: 'application/pdf', name: 'tickets.pdf' },
  { text: 'calendar', path: 'tickets', type: 'text/calendar', name: 'event.ics' },
];

export class TicketList {
  #service;
  #texts;
  #section;
  #say;
  #key;
  /** Addresses of loaded pictures by code. */
  #pictures = new Map();
  #observer;

  /** @param say shows the visitor a sentence on what went wrong. */
  constructor(service, texts, section, say) {
    this.#service = service;
    this.#texts = texts;
    this.#section = section;
    this.#say = say;
  }

  /** Shows the tickets, if they have changed since the last time. */
  async show({ tickets = [] }) {
    const key = JSON.stringify(tickets);
    if (key === this.#key) return;
    this.#key = key;
    this.#observer?.disconnect();
    this.#section.hidden = tickets.length === 0;
    this.#forgetPictures(tickets);
    if (tickets.length === 0) return this.#section.replaceChildren();
    const files = make('div', { class: 'buttons' }, ...FILES.map((file) => this.#fileButton(file)));
    const rows = tickets.map((ticket) => this.#row(ticket));
    this.#section.replaceChildren(
      make('h2', { id: 'tickets-title' }, this.#texts.ticketsTitle(tickets.length)),
      make('p', {}, this.#texts.advice),
      files,
      make('ul', { class: 'tickets', role: 'list' }, ...rows.map(({ element }) => element)),
    );
    const isDrawn = await this.#isDrawn();
    if (key !== this.#key && this.#key !== undefined) return;
    const drawn = rows.filter(({ code }) => code);
    files.hidden = !isDrawn || drawn.length === 0;
    this.#loadWhenNear(drawn, isDrawn);
  }

  /** @returns false if the service does not draw tickets, or there is no answer. */
  async #isDrawn() {
    try {
      await this.#service.listTickets();
      return true;
    } catch (error) {
      // Without an answer, the next look tries again.
      if (!(error instanceof Refused)) this.#key = undefined;
      return false;
    }
  }

  /** A transferred ticket has no code here. */
  #row({ number, code, name, checkedInAt }) {
    const picture = make('div', { class: 'picture' });
    const text =
      code && make('details', {}, make('summary', {}, this.#texts.codeText), make('code', {}, code));
    const element = make(
      'li',
      { class: checkedInAt ? 'used' : undefined },
      make('h3', {}, this.#texts.ticketOf(number)),
      name && make('p', {}, `${name.firstName} ${name.lastName}`),
      checkedInAt && make('p', { class: 'used-at' }, this.#texts.usedAt(this.#texts.time(checkedInAt))),
      code ? picture : make('p', {}, this.#texts.transferred),
      text,
    );
    return { element, picture, text, code, number };
  }

  #loadWhenNear(rows, isDrawn) {
    const byElement = new Map(rows.map((row) => [row.element, row]));
    this.#observer = new IntersectionObserver(
      (entries, observer) => {
        for (const { target, isIntersecting } of entries) {
          if (!isIntersecting) continue;
          observer.unobserve(target);
          this.#draw(byElement.get(target), isDrawn);
        }
      },
      { rootMargin: LOAD_AHEAD },
    );
    for (const { element } of rows) this.#observer.observe(element);
  }

  /** Draws the code, or shows it as text if the service does not draw it. */
  async #draw({ picture, text, code, number }, isDrawn) {
    try {
      if (!isDrawn && !this.#pictures.has(code)) throw new Refused(404);
      if (!this.#pictures.has(code)) {
        const { blob } = await this.#service.readFile(`tickets/${number}`, 'image/svg+xml');
        this.#pictures.set(code, URL.createObjectURL(blob));
      }
      const alt = this.#texts.picture(number);
      picture.replaceChildren(make('img', { src: this.#pictures.get(code), alt, width: 220, height: 220 }));
    } catch {
      picture.remove();
      text.open = true;
    }
  }

  #forgetPictures(tickets) {
    const kept = new Set(tickets.map(({ code }) => code));
    for (const [code, address] of this.#pictures) {
      if (kept.has(code)) continue;
      URL.revokeObjectURL(address);
      this.#pictures.delete(code);
    }
  }

  #fileButton({ text, path, type, name }) {
    const button = make('button', { type: 'button', class: 'plain' }, this.#texts[text]);
    button.addEventListener('click', async () => {
      this.#say();
      button.setAttribute('aria-busy', 'true');
      try {
        const file = await this.#service.readFile(path, type);
        save(file.blob, file.name ?? name);
      } catch {
        this.#say(this.#texts.fileFailed);
      }
      button.removeAttribute('aria-busy');
    });
    return button;
  }
}

/** Hands a file to the browser as a download. */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  make('a', { href: address, download: name }).click();
  // The browser reads the file after this call.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
