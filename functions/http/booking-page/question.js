/** Asks in the page whether to do something that cannot be undone, in the place of the buttons that led to it. */
import { focusOn, make } from './elements.js';

/**
 * @param wordsFor gives `{question, details, confirm}` for a number of tickets.
 * @param most how many tickets the visitor may choose, from 1; undefined if there is nothing to choose.
 * @param onConfirm gets the chosen number.
 * @param onBack is called by the button and by the Escape key.
 */
export function ask(texts, { wordsFor, most, onConfirm, onBack }) {
  let count = 1;
  const words = wordsFor(count);
  const title = make('h3', { id: 'question' }, words.question);
  const details = make('p', { id: 'details' }, words.details);
  const confirm = make(
    'button',
    { type: 'button', class: 'danger', 'data-action': '', 'aria-describedby': 'details' },
    words.confirm,
  );
  confirm.addEventListener('click', () => onConfirm(count));
  const choose = (chosen) => {
    count = chosen;
    const { details: text, confirm: label } = wordsFor(count);
    details.textContent = text;
    confirm.textContent = label;
  };
  const panel = make(
    'div',
    { class: 'question', role: 'group', 'aria-labelledby': 'question' },
    title,
    most > 1 && numberField(texts, most, choose),
    details,
    make(
      'div',
      { class: 'buttons' },
      confirm,
      make('button', { type: 'button', class: 'plain', click: onBack }, texts.back),
    ),
  );
  panel.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') onBack();
  });
  return { panel, focus: () => focusOn(title) };
}

function numberField(texts, most, choose) {
  const options = Array.from({ length: most }, (_, index) => {
    const count = index + 1;
    return make('option', { value: count }, String(count));
  });
  const field = make('select', { id: 'how-many' }, ...options);
  field.addEventListener('change', () => choose(Number(field.value)));
  return make('p', { class: 'field' }, make('label', { for: 'how-many' }, texts.howMany), field);
}
