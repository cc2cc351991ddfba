/** Asks which tickets are given back, by their numbers. */
import { useState } from 'preact/hooks';
import { Dialog } from '../../parts/dialog.tsx';
import { typeName } from '../../parts/ticket-types.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import type { OpenBooking } from './use-booking.ts';

export function GiveBack({ booking, event, change, close }: OpenBooking & { close: () => void }) {
  const { change: text, ticket: words } = bookingTexts.value;
  const { tickets = [], status } = booking;
  const returnable = tickets.filter(({ checkedInAt }) => checkedInAt === undefined);
  const [chosen, setChosen] = useState<number[]>(() =>
    returnable.length === 1 ? returnable.map(({ number }) => number) : [],
  );
  const [wasSent, setSent] = useState(false);
  const isAll = chosen.length === returnable.length;
  const endsAll = returnable.length === tickets.length && status === 'confirmed';
  const choose = (number: number, isChosen: boolean) =>
    setChosen((past) => (isChosen ? [...past, number] : past.filter((other) => other !== number)));
  const send = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    setSent(true);
    if (chosen.length === 0) return;
    close();
    change({ verb: 'cancel', body: { tickets: chosen.toSorted((a, b) => a - b) } });
  };
  return (
    <Dialog title={text.giveBackTitle} close={close}>
      <form onSubmit={send}>
        <fieldset class="choices">
          <legend class="for-screen-readers">{text.giveBackTitle}</legend>
          {returnable.map(({ number, type, name }) => (
            <label key={number}>
              <input
                type="checkbox"
                checked={chosen.includes(number)}
                onChange={(changed) => choose(number, changed.currentTarget.checked)}
              />
              {[words.number(number), typeName(type, event)].filter(Boolean).join(', ')}
              {name && <span class="muted">{`${name.firstName} ${name.lastName}`}</span>}
            </label>
          ))}
          {returnable.length > 1 && endsAll && (
            <label class="all">
              <input
                type="checkbox"
                checked={isAll}
                onChange={(changed) =>
                  setChosen(changed.currentTarget.checked ? returnable.map(({ number }) => number) : [])
                }
              />
              {text.giveBackAll}
            </label>
          )}
        </fieldset>
        <p class="muted">{text.giveBackText}</p>
        {wasSent && chosen.length === 0 && (
          <p class="error" role="alert">
            {text.chooseSome}
          </p>
        )}
        <div class="buttons">
          <button type="submit" class="danger">
            {chosen.length === 0 ? text.giveBack : text.giveBackNow(chosen.length)}
          </button>
          <button type="button" onClick={close}>
            {text.back}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
