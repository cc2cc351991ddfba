/** Where the tickets of an event are, and whether they add up to those that it has. */
import { number } from '../../parts/numbers.ts';
import { auditTexts } from '../../texts/audit-texts.ts';
import type { Audit } from './audit-report.tsx';

const PLACES = ['sold', 'reserved', 'released', 'free'] as const;

export function TicketBalance({ tickets }: Pick<Audit, 'tickets'>) {
  const text = auditTexts.value.tickets;
  const sum = PLACES.reduce((all, place) => all + tickets[place], 0);
  const difference = sum - tickets.capacity;
  return (
    <section class="audit-part">
      <h2>{text.title}</h2>
      <table class="audit-table">
        <thead>
          <tr>
            <th scope="col">{text.where}</th>
            <th scope="col" class="count">
              {text.count}
            </th>
          </tr>
        </thead>
        <tbody>
          {PLACES.map((place) => (
            <tr key={place}>
              <th scope="row">{text[place]}</th>
              <td class="count">{number(tickets[place])}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{text.sum}</th>
            <td class="count">{number(sum)}</td>
          </tr>
          <tr>
            <th scope="row">{text.capacity}</th>
            <td class="count">{number(tickets.capacity)}</td>
          </tr>
        </tfoot>
      </table>
      <p>
        <strong>{difference === 0 ? text.balanced : text.unbalanced(number(difference))}</strong>
      </p>
    </section>
  );
}
