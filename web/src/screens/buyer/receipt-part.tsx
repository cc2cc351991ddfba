/** Who of the waitlist was served before this booking, without names, and whether the order was kept. */

import { useState } from 'preact/hooks';
import { type BookingRef, type Receipt, readReceipt } from '../../api/one-booking.ts';
import { type Problem, problemOf, sayProblem } from '../../api/problems.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { dateTime } from '../../parts/times.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import { stageOf } from './position-stage.ts';
import { isWhole, whyBefore } from './receipt-order.ts';
import type { OpenBooking } from './use-booking.ts';

type Read = { receipt: Receipt; items: Receipt['items'] };

export function ReceiptPart({ ref, event, booking: { status, position } }: OpenBooking) {
  const { receipt: text } = bookingTexts.value;
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="card receipt" onToggle={(toggled) => setOpen(toggled.currentTarget.open)}>
      <summary>{text.heading}</summary>
      {isOpen && <Content key={`${status} ${stageOf(position)}`} own={ref} event={event} />}
    </details>
  );
}

function useReceipt(own: BookingRef) {
  const [read, setRead] = useState<Read>();
  const [problem, setProblem] = useState<Problem>();
  const [isAsked, setAsked] = useState(false);
  const more = async () => {
    const answer = await readReceipt(own, read?.receipt.nextCursor ?? undefined).catch(() => undefined);
    const { data } = answer ?? {};
    setProblem(data ? undefined : problemOf(answer));
    if (data) setRead((past) => ({ receipt: data, items: [...(past?.items ?? []), ...data.items] }));
  };
  if (!isAsked) {
    setAsked(true);
    more();
  }
  return { read, problem, more };
}

function Content({ own, event }: { own: BookingRef; event: Event }) {
  const { receipt: text } = bookingTexts.value;
  const { read, problem, more } = useReceipt(own);
  if (problem !== undefined)
    return (
      <Notice kind="bad">
        <p>{sayProblem(problem, texts.value)}</p>
        <button type="button" onClick={more}>
          {texts.value.retry}
        </button>
      </Notice>
    );
  if (read === undefined) return <p role="status">{texts.value.loading}</p>;
  const { receipt, items } = read;
  if (receipt.joinedAt === undefined) return <p>{text.atOnce}</p>;
  if (items.length === 0) return <p>{text.nobody}</p>;
  const isBroken = items.some((item) => whyBefore(receipt, item) === 'unexplained');
  return (
    <>
      <p class="verdict">
        {isBroken ? text.broken : isWhole(receipt, items) ? text.kept(items.length) : text.gaps}
      </p>
      <p class="muted">{text.explain}</p>
      <ol class="turns">
        {items.map((item) => (
          <li key={item.turn} value={item.turn}>
            <Row receipt={receipt} item={item} event={event} />
          </li>
        ))}
      </ol>
      {receipt.nextCursor !== null && (
        <button type="button" onClick={more}>
          {text.more}
        </button>
      )}
    </>
  );
}

type RowProps = { receipt: Receipt; item: Receipt['items'][number]; event: Event };

function Row({ receipt, item, event }: RowProps) {
  const { receipt: text } = bookingTexts.value;
  const why = whyBefore(receipt, item);
  return (
    <>
      {texts.value.tickets(item.quantity)} · {text.asked(dateTime(item.arrivedAt, event))} ·{' '}
      {text.served(dateTime(item.servedAt, event))}
      <span class={why === 'unexplained' ? 'error' : 'muted'}>
        {why === 'ahead' ? text.why.ahead(item.aheadBecause ?? '') : text.why[why]}
      </span>
    </>
  );
}
