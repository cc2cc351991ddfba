/** The findings of an audit, those of broken guarantees first: what each means, its evidence, and which bookings it names. */
import { number } from '../../parts/numbers.ts';
import { addressOf } from '../../paths.ts';
import { auditTexts } from '../../texts/audit-texts.ts';
import type { Audit } from './audit-report.tsx';
import { Verdict } from './verdict.tsx';

type Finding = Audit['findings'][number];

export function Findings({ eventId, findings }: Pick<Audit, 'eventId' | 'findings'>) {
  const text = auditTexts.value.findings;
  const isBroken = ({ holds }: Finding) => holds === false;
  const inOrder = [...findings.filter(isBroken), ...findings.filter((found) => !isBroken(found))];
  return (
    <section>
      <h2>{text.title}</h2>
      <ol class="findings">
        {inOrder.map((found) => (
          <li key={found.guarantee} class="audit-part">
            <One eventId={eventId} found={found} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function One({ eventId, found }: { eventId: string; found: Finding }) {
  const { findings: text, guarantees } = auditTexts.value;
  const { guarantee, holds, evidence } = found;
  const { name, means } = guarantees[guarantee];
  return (
    <>
      <div class="finding-head">
        <h3>
          {name} <code>{guarantee}</code>
        </h3>
        <Verdict holds={holds} />
      </div>
      <p>{means}</p>
      <dl class="evidence">
        <dt>{text.evidence}</dt>
        <dd lang="en">{evidence}</dd>
      </dl>
      <Offenders eventId={eventId} found={found} />
    </>
  );
}

function Offenders({ eventId, found: { holds, offenders, offending } }: { eventId: string; found: Finding }) {
  const text = auditTexts.value.findings;
  if (offending === 0) return null;
  const count = number(offending);
  const whoComes = addressOf('whoComes', { eventId });
  return (
    <>
      <p>
        {holds === null ? text.doubtful(count) : text.bookings(count)}
        {offending > offenders.length && ` ${text.first(number(offenders.length))}`}
      </p>
      <ul class="offenders">
        {offenders.map((id) => (
          <li key={id}>
            <a href={`${whoComes}?q=${id}`}>{id}</a>
          </li>
        ))}
      </ul>
    </>
  );
}
