/**
 * Says whether the address of the mail whose link was opened gets announcements of the organizer. Only its button
 * changes that: programs that check the links of mails open this page, too.
 */
import { focusOn, make } from './elements.js';

export class Announcements {
  #address;
  #place;
  #texts;
  #requestSeconds;
  #speak;

  /** @param path the segments of the link that name the organizer, the address and their token. */
  constructor(path, { place, texts, requestSeconds, speak }) {
    this.#address = `/v1/unsubscriptions/${path}`;
    this.#place = place;
    this.#texts = texts;
    this.#requestSeconds = requestSeconds;
    this.#speak = speak;
  }

  /** Reads what is stored, and shows it. */
  async show() {
    try {
      const { isUnsubscribed } = await (await this.#send('GET')).json();
      this.#showState(isUnsubscribed);
    } catch {
      this.#showFailure(() => this.show());
    }
  }

  #showState(isUnsubscribed) {
    const { subscribed, unsubscribed, stop, again } = this.#texts;
    const [text, label] = isUnsubscribed ? [unsubscribed, again] : [subscribed, stop];
    this.#fill(text, label, () => this.#change(!isUnsubscribed));
  }

  async #change(isUnsubscribed) {
    try {
      await this.#send(isUnsubscribed ? 'POST' : 'DELETE');
    } catch {
      this.#showFailure(() => this.#change(isUnsubscribed));
      return;
    }
    this.#showState(isUnsubscribed);
    focusOn(this.#place.querySelector('h2'));
    this.#speak(isUnsubscribed ? this.#texts.unsubscribed : this.#texts.subscribed);
  }

  #showFailure(retry) {
    this.#fill(this.#texts.failed, this.#texts.retry, retry);
    this.#speak(this.#texts.failed);
  }

  #fill(text, label, click) {
    this.#place.hidden = false;
    this.#place.replaceChildren(
      make('h2', { id: 'announcements-title' }, this.#texts.title),
      make('p', {}, text),
      make('div', { class: 'buttons' }, make('button', { type: 'button', class: 'plain', click }, label)),
    );
  }

  /** @throws if the service does not answer, or refuses. */
  async #send(method) {
    const signal = AbortSignal.timeout(this.#requestSeconds * 1000);
    const answer = await fetch(this.#address, { method, cache: 'no-store', signal });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer;
  }
}
