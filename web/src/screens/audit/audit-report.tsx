/** The report of an audit: the verdict, what was audited, where the tickets are, each finding, and what customers were told. */
import { Fragment } from 'preact';
import type { components } from '../../../.generated/api';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { saveFile } from '../../parts/save-file.ts';
import { dateTime } from '../../parts/times.ts';
import { auditTexts } from '../../texts/audit-texts.ts';
import { Findings } from './findings.tsx';
import { NoticeTable } from './notice-table.tsx';
import { TicketBalance } from './ticket-balance.tsx';
import { Verdict } from './verdict.tsx';

export type Audit = components['schemas']['Audit'];

type Props = { event: Event; audit: Audit; again: () => void };

/** The head is seen on paper alone, where the style makes it that of a table: browsers repeat it on each page. */
export function AuditReport({ event, audit, again }: Props) {
  const text = auditTexts.value;
  return (
    <div class="audit">
      <p class="audit-head" aria-hidden="true">
        <span>{text.titleOf(event.name)}</span>
        <span>{dateTime(audit.auditedAt, event)}</span>
      </p>
      <div class="audit-body">
        <div class="title-row">
          <h1>{text.titleOf(event.name)}</h1>
          <Buttons audit={audit} again={again} />
        </div>
        <Summary audit={audit} />
        <Audited event={event} audit={audit} />
        <TicketBalance tickets={audit.tickets} />
        <Findings eventId={event.id} findings={audit.findings} />
        <NoticeTable notices={audit.notices} />
      </div>
    </div>
  );
}

function Buttons({ audit, again }: Omit<Props, 'event'>) {
  const text = auditTexts.value;
  const save = () => {
    const blob = new Blob([`${JSON.stringify(audit, null, 2)}\n`], { type: 'application/json' });
    saveFile(blob, `audit-${audit.eventId}-${audit.auditedAt.replaceAll(':', '-')}.json`);
  };
  return (
    <div class="row-buttons">
      <button type="button" class="primary" onClick={() => print()}>
        {text.print}
      </button>
      <button type="button" onClick={save}>
        {text.save}
      </button>
      <button type="button" onClick={again}>
        {text.again}
      </button>
    </div>
  );
}

function Summary({ audit: { findings, holds } }: { audit: Audit }) {
  const { verdict } = auditTexts.value;
  const count = (wanted: boolean | null) => findings.filter((found) => found.holds === wanted).length;
  const [holding, broken, open] = [count(true), count(false), count(null)];
  return (
    <section class={`card audit-summary ${holds ? 'sound' : 'broken'}`}>
      <div class="finding-head">
        <h2>{holds ? verdict.sound : verdict.broken(broken)}</h2>
        <Verdict holds={holds} />
      </div>
      <p>{verdict.counts(holding, broken, open)}</p>
      {open > 0 && <p class="muted">{verdict.openHint}</p>}
      {!holds && <Notice kind="bad">{verdict.tellOperator}</Notice>}
    </section>
  );
}

function Audited({ event, audit }: Omit<Props, 'again'>) {
  const { audited } = auditTexts.value;
  const rows = [
    [audited.event, event.name],
    [audited.begins, dateTime(event.startsAt, event)],
    ...(event.venue === undefined ? [] : [[audited.venue, event.venue]]),
    [audited.id, event.id],
    [audited.bookings, number(audit.bookings)],
    [audited.auditedAt, `${dateTime(audit.auditedAt, event)} (${audit.auditedAt})`],
    [audited.service, location.origin],
  ];
  return (
    <section>
      <h2>{audited.title}</h2>
      <dl class="details audit-details">
        {rows.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}
