/** The tickets of a booking: their codes, large where it matters, names, transfers, and files. */
import { useState } from 'preact/hooks';
import type { Booking } from '../../api/book.ts';
import { readTickets } from '../../api/one-booking.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/form.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { typeName } from '../../parts/ticket-types.ts';
import { dateTime } from '../../parts/times.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';
import { kindOf } from './booking-state.tsx';
import { QrCode, type QrCodes, useQrCodes } from './ticket-code.tsx';
import { NameTicket, TransferTicket } from './ticket-forms.tsx';
import { PassButtons, usePasses } from './ticket-passes.tsx';
import type { OpenBooking } from './use-booking.ts';

export type Ticket = NonNullable<Booking['tickets']>[number];

export function TicketList(open: OpenBooking) {
  const { ticket: text } = bookingTexts.value;
  const { tickets = [] } = open.booking;
  const codes = useQrCodes(open.ref, tickets);
  const passes = usePasses(open.ref, tickets);
  if (tickets.length === 0) return null;
  return (
    <section class="tickets-part">
      <h2>{text.heading(tickets.length)}</h2>
      <p class="muted">{text.advice}</p>
      {tickets.some(({ code }) => code !== undefined) && <Files {...open} />}
      <ul class="cards tickets">
        {tickets.map((ticket) => (
          <li key={ticket.number}>
            <TicketCard open={open} ticket={ticket} codes={codes}>
              {ticket.code !== undefined && (
                <PassButtons own={open.ref} number={ticket.number} passes={passes} />
              )}
            </TicketCard>
          </li>
        ))}
      </ul>
    </section>
  );
}

const FILES = [
  { text: 'pdf', type: 'application/pdf', name: 'tickets.pdf' },
  { text: 'calendar', type: 'text/calendar', name: 'event.ics' },
] as const;

function Files({ ref }: OpenBooking) {
  const { ticket: text } = bookingTexts.value;
  const [hasFailed, setFailed] = useState(false);
  const load = async ({ type, name }: (typeof FILES)[number]) => {
    const file = await readTickets(ref, type).catch(() => undefined);
    setFailed(file === undefined);
    if (file !== undefined) saveFile(file.blob, file.name ?? name);
  };
  return (
    <>
      {hasFailed && <Notice kind="bad">{text.fileFailed}</Notice>}
      <div class="buttons files">
        {FILES.map((file) => (
          <button key={file.text} type="button" onClick={() => load(file)}>
            {text[file.text]}
          </button>
        ))}
      </div>
    </>
  );
}

type CardProps = {
  open: OpenBooking;
  ticket: Ticket;
  codes: QrCodes;
  children: preact.ComponentChildren;
};

function TicketCard({ open, ticket, codes, children }: CardProps) {
  const { ticket: text } = bookingTexts.value;
  const { number, code, type, name, checkedInAt, transferred } = ticket;
  const [shown, setShown] = useState<'large' | 'name' | 'transfer'>();
  const close = () => setShown(undefined);
  const { event, booking, watch, isBusy } = open;
  const isOn = kindOf(booking, event) === booking.status && transferred === undefined;
  const now = watch.now();
  const canName = isOn && Date.parse(event.namesCloseAt) > now;
  const canTransfer = isOn && checkedInAt === undefined && Date.parse(event.startsAt) > now;
  return (
    <article class={`card ticket ${checkedInAt ? 'used' : ''}`}>
      {code !== undefined && (
        <button type="button" class="code" aria-label={text.large(number)} onClick={() => setShown('large')}>
          <QrCode codes={codes} number={number} code={code} />
        </button>
      )}
      <div>
        <h3>{text.number(number)}</h3>
        {type && (
          <p class="ticket-type" dir="auto">
            {typeName(type, event)}
          </p>
        )}
        {name && <p>{text.forWhom(`${name.firstName} ${name.lastName}`)}</p>}
        {checkedInAt && <p class="muted">{text.used(dateTime(checkedInAt, event))}</p>}
        {transferred && <p class="muted">{text.transferred}</p>}
        <div class="buttons">
          {canName && (
            <button type="button" class="quiet" aria-disabled={isBusy} onClick={() => setShown('name')}>
              {text.name}
            </button>
          )}
          {canTransfer && (
            <button type="button" class="quiet" aria-disabled={isBusy} onClick={() => setShown('transfer')}>
              {text.transfer}
            </button>
          )}
          {children}
        </div>
      </div>
      {shown === 'name' && <NameTicket {...open} ticket={ticket} close={close} />}
      {shown === 'transfer' && <TransferTicket {...open} ticket={ticket} close={close} />}
      {shown === 'large' && code !== undefined && (
        <Dialog title={text.number(number)} close={close} kind="large">
          <QrCode codes={codes} number={number} code={code} />
          {type && (
            <p class="ticket-type" dir="auto">
              {typeName(type, event)}
            </p>
          )}
          {name && <p>{`${name.firstName} ${name.lastName}`}</p>}
          <details>
            <summary>{text.asText}</summary>
            <code>{code}</code>
          </details>
          <button type="button" class="primary wide" onClick={close}>
            {texts.value.close}
          </button>
        </Dialog>
      )}
    </article>
  );
}
