/** The buttons by which a visitor changes the booking. Nothing is sent before one of them is pressed. */
import { make } from './elements.js';
import { ask } from './question.js';
import { newKey } from './service.js';
import { kindOf, returnable, waitsFor } from './state.js';

export class Actions {
  #texts;
  #act;
  #key;

  /** @param act sends a change: `{verb, body, key}`, with the key of one press. */
  constructor(texts, act) {
    this.#texts = texts;
    this.#act = act;
  }

  /**
   * Replaces the buttons if others are possible now. Keeps an open question while it still makes sense.
   * @returns whether one of the replaced buttons had the focus.
   */
  show(places, booking, event, now) {
    const choices = this.#choicesFor(booking, event, now);
    const { quantity, granted } = booking;
    const key = JSON.stringify([choices.map(({ label }) => label), quantity, granted, choices[0]?.most]);
    if (key === this.#key) return false;
    this.#key = key;
    const isOffer = kindOf(booking, event) === 'offered';
    const [place, other] = isOffer ? [places.offer, places.below] : [places.below, places.offer];
    const hadFocus = [place, other].some((each) => each.contains(document.activeElement));
    other.replaceChildren();
    this.#list(place, choices);
    const hasBegun = kindOf(booking, event) === 'confirmed' && Date.parse(event.startsAt) <= now;
    if (hasBegun) place.append(make('p', { class: 'small' }, this.#texts.started));
    for (const each of [place, other]) each.hidden = each.childElementCount === 0;
    return hadFocus;
  }

  #list(place, choices) {
    if (choices.length === 0) {
      place.replaceChildren();
      return [];
    }
    const buttons = choices.map((choice) =>
      make(
        'button',
        {
          type: 'button',
          class: choice.wordsFor === undefined ? 'primary' : 'plain',
          'data-action': '',
          click: () =>
            choice.wordsFor === undefined ? this.#press(choice) : this.#ask(place, choices, choice),
        },
        choice.label,
      ),
    );
    place.replaceChildren(make('div', { class: 'buttons' }, ...buttons));
    return buttons;
  }

  #ask(place, choices, choice) {
    const { panel, focus } = ask(this.#texts, {
      wordsFor: choice.wordsFor,
      most: choice.most,
      onConfirm: (count) => this.#press(choice, count),
      onBack: () => this.#list(place, choices)[choices.indexOf(choice)].focus(),
    });
    place.replaceChildren(panel);
    focus();
  }

  #press({ verb, bodyFor = () => ({}) }, count) {
    // After the answer the buttons are made anew, which also closes a question.
    this.#act({ verb, body: bodyFor(count), key: newKey() }, () => {
      this.#key = undefined;
    });
  }

  #choicesFor(booking, event, now) {
    const { ask: words, ...texts } = this.#texts;
    const { quantity, granted = 0 } = booking;
    switch (kindOf(booking, event)) {
      case 'offered':
        return [
          { label: texts.accept, verb: 'accept' },
          { label: texts.decline, verb: 'decline', wordsFor: () => words.decline(quantity) },
        ];
      case 'waitlisted': {
        const bodyFor = () => ({ quantity: waitsFor(booking) });
        const leave = { label: texts.leave, verb: 'cancel', wordsFor: () => words.leave(granted), bodyFor };
        if (granted === 0) return [leave];
        return [leave, { label: texts.cancelAll, verb: 'cancel', wordsFor: words.cancelAll }];
      }
      case 'confirmed': {
        const most = returnable(booking, event, now);
        if (most === 0) return [];
        const wordsFor = (count) => words.giveBack(count, count === quantity);
        return [
          {
            label: texts.giveBack,
            verb: 'cancel',
            most,
            wordsFor,
            bodyFor: (count) => ({ quantity: count }),
          },
        ];
      }
      default:
        return [];
    }
  }
}
