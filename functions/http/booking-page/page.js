/**
 * The page of one booking. It reads the booking that the link names and shows it, and reads it again when the answer says
 * so. While the booking waits or is offered, it receives updates instead where the service offers them. A hidden page
 * does neither. Only the buttons of `actions.js` change anything.
 */
import { Actions } from './actions.js';
import { Announcements } from './announcements.js';
import { focusOn, linkTo, make } from './elements.js';
import { readLink } from './link.js';
import { buildPlaces } from './places.js';
import { BookingService, Refused, Unanswered } from './service.js';
import { describe, isUnsettled, kindOf } from './state.js';
import { chooseLanguage, textsIn } from './texts.js';
import { TicketList } from './tickets.js';
import { durationText, whenTexts } from './times.js';
import { Updates } from './updates.js';

const LAST_MINUTE_MS = 60_000;

class BookingPage {
  #texts;
  #locale;
  #language;
  #limits;
  #service;
  #places;
  #actions;
  #tickets;
  #event;
  #booking;
  #shownState;
  #shownEvent;
  #lookTimer;
  #updates;
  /** The position as it was counted last, and when it may be counted again; ms. */
  #position;
  #positionDueAt = 0;
  #isLooking = false;
  #isChanging = false;
  /** A change without an answer: its repeat has the same key. */
  #unanswered;
  /** Rises with each change and each update, so that an answer to an earlier reading is not shown after it. */
  #changes = 0;
  #failures = 0;
  #isOver = false;
  #saidLastMinute = false;

  constructor(root, limits) {
    const chosen = chooseLanguage(navigator.languages ?? []);
    this.#locale = chosen.locale;
    this.#language = chosen.language;
    this.#texts = textsIn(chosen, () => this.#event);
    this.#limits = limits;
    document.documentElement.lang = chosen.language;
    document.title = this.#texts.title();
    this.#places = buildPlaces(root, this.#texts);
  }

  start(link) {
    if (link === undefined) return this.#end(this.#texts.badLink);
    this.#service = new BookingService(link, this.#limits, this.#language);
    this.#actions = new Actions(this.#texts, (press, onAnswer) => this.#change(press, onAnswer));
    const say = (text) => {
      if (this.#unanswered === undefined) this.#notice(text);
    };
    this.#tickets = new TicketList(this.#service, this.#texts, this.#places.tickets, say);
    if (link.unsubscribePath !== undefined) this.#showAnnouncements(link.unsubscribePath);
    this.#updates = new Updates(this.#service, this.#limits.streamSilenceSeconds, {
      open: () => this.#scheduleLook(),
      booking: (booking) => this.#receive(booking),
      end: () => this.#scheduleLook(this.#limits.lookAgainSeconds * Math.random(), { mayOpen: false }),
    });
    const lookIfVisible = () => {
      if (!document.hidden) return this.#look({ alsoEvent: true });
      clearTimeout(this.#lookTimer);
      this.#updates.close();
    };
    document.addEventListener('visibilitychange', lookIfVisible);
    window.addEventListener('online', lookIfVisible);
    window.addEventListener('pageshow', ({ persisted }) => persisted && lookIfVisible());
    setInterval(() => this.#tick(), 1000);
    this.#look({ alsoEvent: true });
  }

  #showAnnouncements(path) {
    const { announcements: texts, retry } = this.#texts;
    const announcements = new Announcements(path, {
      place: this.#places.announcements,
      texts: { ...texts, retry },
      requestSeconds: this.#limits.requestSeconds,
      speak: (text) => this.#speak(text),
    });
    announcements.show();
  }

  /** Reads the booking and shows it, unless a change is on its way. */
  async #look({ alsoEvent = false } = {}) {
    if (this.#isLooking || this.#isChanging || this.#isOver) return;
    clearTimeout(this.#lookTimer);
    this.#isLooking = true;
    let lookAgainSeconds;
    try {
      lookAgainSeconds = await this.#read(alsoEvent || this.#event === undefined);
      if (this.#failures > 0 && this.#unanswered === undefined) this.#notice();
      this.#failures = 0;
    } catch (error) {
      this.#readFailed(error);
    }
    this.#isLooking = false;
    this.#scheduleLook(lookAgainSeconds);
  }

  async #read(alsoEvent) {
    const before = this.#changes;
    const withPosition = Date.now() >= this.#positionDueAt;
    const [event, { booking, lookAgainSeconds }] = await Promise.all([
      alsoEvent ? this.#service.readEvent() : this.#event,
      this.#service.readBooking({ withPosition }),
    ]);
    if (before === this.#changes) {
      this.#event = event;
      this.#booking = this.#withPosition(booking);
      this.#show();
    }
    return lookAgainSeconds;
  }

  /** Shows a booking that came as an update, unless a change is on its way, after which it is read. */
  #receive(booking) {
    if (this.#isChanging || this.#isOver) return;
    this.#changes += 1;
    this.#booking = this.#withPosition(booking);
    this.#show();
    this.#scheduleLook(booking.lookAgainInSeconds);
  }

  /** Keeps the position that was counted last while the booking waits. */
  #withPosition(booking) {
    if (booking.status !== 'waitlisted') return booking;
    const { positionSeconds, secondsPerPosition } = this.#limits;
    if (booking.position !== undefined) {
      const pause = Math.max(positionSeconds, booking.position * secondsPerPosition);
      this.#position = booking.position;
      this.#positionDueAt = Date.now() + pause * 1000;
    }
    return { ...booking, ...(this.#position !== undefined && { position: this.#position }) };
  }

  #readFailed(error) {
    if (error instanceof Refused)
      return this.#end(error.status === 404 ? this.#texts.notFound : this.#texts.badLink);
    this.#failures += 1;
    if (this.#unanswered === undefined) this.#notice(this.#texts.unreachable);
    if (!(error instanceof Unanswered)) throw error;
  }

  /**
   * Plans the next look, a little earlier than asked, so that pages do not look together. A hidden page does not read; it
   * reads at once when it is visible again. While updates are received, only the position is read.
   */
  #scheduleLook(askedSeconds, { mayOpen = true } = {}) {
    clearTimeout(this.#lookTimer);
    if (this.#isOver || document.hidden) return this.#updates.close();
    const isWatched = this.#booking && this.#event && isUnsettled(this.#booking, this.#event);
    if (!isWatched) this.#updates.close();
    else if (mayOpen && this.#failures === 0) this.#updates.open();
    const seconds = this.#secondsToLook(askedSeconds);
    if (seconds !== undefined) this.#lookTimer = setTimeout(() => this.#look(), seconds * 1000);
  }

  /** @returns undefined if the page need not look by itself. */
  #secondsToLook(askedSeconds) {
    const { lookAgainSeconds, lookAgainMaxSeconds, jitter } = this.#limits;
    if (this.#failures > 0)
      return Math.min((askedSeconds ?? lookAgainSeconds) * 2 ** this.#failures, lookAgainMaxSeconds);
    if (!this.#updates.isOpen) return askedSeconds && askedSeconds * (1 - jitter * Math.random());
    const { status, position, drawnAt } = this.#booking;
    // The positions of a draw are known since the last look.
    if (position === undefined) return status === 'waitlisted' && drawnAt === undefined ? 1 : undefined;
    return Math.max(1, (this.#positionDueAt - Date.now()) / 1000);
  }

  /** Sends a change. One at a time, and none before it is known what an unanswered one did. */
  async #change(press, onAnswer) {
    if (this.#isChanging || (this.#unanswered !== undefined && this.#unanswered !== press)) return;
    this.#isChanging = true;
    this.#changes += 1;
    this.#unanswered = undefined;
    this.#notice();
    this.#markBusy();
    this.#speak(this.#texts.working);
    let lookAgainSeconds;
    try {
      this.#booking = await this.#service.change(press);
      onAnswer();
      lookAgainSeconds = await this.#readAfterChange();
      this.#focusState();
    } catch (error) {
      lookAgainSeconds = await this.#changeFailed(error, press, onAnswer);
    }
    this.#isChanging = false;
    this.#markBusy();
    this.#scheduleLook(lookAgainSeconds);
  }

  async #changeFailed(error, press, onAnswer) {
    if (error instanceof Refused) {
      onAnswer();
      const lookAgainSeconds = await this.#readAfterChange();
      this.#focusState();
      if (!this.#isOver) this.#notice(this.#texts.problems[error.code] ?? this.#texts.failed);
      return lookAgainSeconds;
    }
    this.#unanswered = press;
    this.#notice(this.#texts.unanswered, () => this.#change(press, onAnswer));
    this.#places.notice.querySelector('button')?.focus();
    if (!(error instanceof Unanswered)) throw error;
    return this.#limits.lookAgainSeconds;
  }

  /** The answer to a change has no tickets. If they cannot be read now, the next look shows them. */
  async #readAfterChange() {
    try {
      return await this.#read(true);
    } catch (error) {
      this.#show();
      this.#readFailed(error);
      return undefined;
    }
  }

  #show() {
    const { offer, below, footer } = this.#places;
    footer.hidden = this.#booking.status === 'cancelled';
    this.#showEvent();
    this.#showState();
    const places = { offer, below };
    const lostFocus = this.#actions.show(places, this.#booking, this.#event, this.#service.now());
    if (lostFocus) this.#focusState();
    this.#tickets.show(this.#booking);
    this.#markBusy();
    this.#tick();
  }

  #showEvent() {
    const { name, venue, address, url } = this.#event;
    const { attendee } = this.#booking;
    const shown = JSON.stringify([
      this.#event.startsAt,
      this.#event.endsAt,
      this.#event.timeZone,
      name,
      venue,
      address,
      url,
    ]);
    if (shown === this.#shownEvent) return;
    this.#shownEvent = shown;
    document.title = this.#texts.title(name);
    this.#places.name.textContent = name;
    const rows = [
      [this.#texts.when, whenTexts(this.#event, this.#locale)],
      [this.#texts.where, [venue, address].filter((line) => line !== undefined)],
      [this.#texts.link, url === undefined ? [] : [linkTo(url)]],
      [this.#texts.bookedFor, attendee === undefined ? [] : [`${attendee.firstName} ${attendee.lastName}`]],
    ];
    this.#places.details.replaceChildren(
      ...rows
        .filter(([, lines]) => lines.length > 0)
        .flatMap(([label, lines]) => [
          make('dt', {}, label),
          ...lines.map((line) => make('dd', { dir: 'auto' }, line)),
        ]),
    );
  }

  #showState() {
    const { state, stateText } = this.#places;
    const { title, position, paragraphs, reason } = describe(this.#booking, this.#event, this.#texts);
    const isOffered = kindOf(this.#booking, this.#event) === 'offered';
    const shown = JSON.stringify([title, position, paragraphs, reason]);
    if (shown === this.#shownState) return;
    this.#shownState = shown;
    this.#saidLastMinute = false;
    const hadFocus = stateText.contains(document.activeElement);
    state.className = `card ${kindOf(this.#booking, this.#event)}`;
    stateText.replaceChildren(
      make('h2', { id: 'state-title' }, title),
      ...(position === undefined
        ? []
        : [
            make('p', { class: 'number' }, `${this.#texts.position}: `, make('strong', {}, String(position))),
          ]),
      ...paragraphs.map((text) => make('p', {}, text)),
      ...(reason === undefined
        ? []
        : [
            make('p', { class: 'small' }, `${this.#texts.reason}:`),
            make('blockquote', { dir: 'auto' }, reason),
          ]),
      ...(isOffered
        ? [
            make(
              'p',
              { class: 'number' },
              `${this.#texts.timeLeft}: `,
              make('strong', { id: 'time-left', role: 'timer' }),
            ),
          ]
        : []),
    );
    if (hadFocus) this.#focusState();
    this.#speak([title, position && `${this.#texts.position}: ${position}`].filter(Boolean).join('. '));
  }

  /** Counts down to the end of the offer, and looks at once when it is reached. */
  #tick() {
    const place = document.getElementById('time-left');
    if (place === null || this.#booking.offerExpiresAt === undefined) return;
    const left = Date.parse(this.#booking.offerExpiresAt) - this.#service.now();
    place.textContent = durationText(left, this.#texts.days);
    if (left <= LAST_MINUTE_MS && left > 0 && !this.#saidLastMinute) {
      this.#saidLastMinute = true;
      this.#speak(this.#texts.oneMinuteLeft);
    }
    if (left <= 0 && !document.hidden && this.#failures === 0) this.#look();
  }

  /** Shows that the link leads nowhere. Nothing is read or changed after that. */
  #end({ title, text }) {
    this.#isOver = true;
    const { name, details, state, stateText, offer, below, tickets, footer } = this.#places;
    for (const place of [name, details, offer, below, tickets, footer]) place.hidden = true;
    this.#notice();
    state.className = 'card cancelled';
    stateText.replaceChildren(make('h1', { id: 'state-title' }, title), make('p', {}, text));
    this.#speak(title);
  }

  /** Shows a sentence above the booking, with a button if something can be repeated. Without a text, removes it. */
  #notice(text, retry) {
    const { notice } = this.#places;
    if (notice.firstChild?.textContent === text && retry === undefined) return;
    notice.hidden = text === undefined;
    if (text === undefined) return notice.replaceChildren();
    const button =
      retry && make('button', { type: 'button', class: 'primary', click: retry }, this.#texts.retry);
    notice.replaceChildren(
      make('p', {}, text),
      ...(button ? [make('div', { class: 'buttons' }, button)] : []),
    );
  }

  /** For screen readers alone. */
  #speak(text) {
    this.#places.spoken.textContent = text;
  }

  #focusState() {
    const title = document.getElementById('state-title');
    if (title !== null) focusOn(title);
  }

  /** Buttons keep the focus while a change is on its way, so they are not disabled but marked. */
  #markBusy() {
    const isBusy = this.#isChanging || this.#unanswered !== undefined;
    this.#places.page.setAttribute('aria-busy', String(this.#isChanging));
    for (const button of document.querySelectorAll('[data-action]'))
      button.setAttribute('aria-disabled', String(isBusy));
  }
}

window.addEventListener('hashchange', () => window.location.reload());
const root = document.getElementById('page');
new BookingPage(root, JSON.parse(root.dataset.limits)).start(readLink(window.location.hash));
