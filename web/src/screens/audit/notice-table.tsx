/** What customers were told, by kind and outcome. */
import { number } from '../../parts/numbers.ts';
import { auditTexts } from '../../texts/audit-texts.ts';
import type { Audit } from './audit-report.tsx';

export function NoticeTable({ notices }: Pick<Audit, 'notices'>) {
  const text = auditTexts.value.notices;
  if (notices.length === 0) return null;
  return (
    <section class="audit-part">
      <h2>{text.title}</h2>
      <p class="muted">{text.hint}</p>
      <table class="audit-table">
        <thead>
          <tr>
            <th scope="col">{text.kind}</th>
            <th scope="col">{text.outcome}</th>
            <th scope="col" class="count">
              {text.count}
            </th>
          </tr>
        </thead>
        <tbody>
          {notices.map(({ kind, isToHolders, outcome, count }) => (
            <tr key={`${kind} ${isToHolders} ${outcome}`}>
              <th scope="row">{isToHolders ? text.toHolders(text.kinds[kind]) : text.kinds[kind]}</th>
              <td>{text.outcomes[outcome]}</td>
              <td class="count">{number(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
