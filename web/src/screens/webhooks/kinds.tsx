/** What is sent to an endpoint, by type. */
import { Fragment } from 'preact';
import { webhookTexts } from '../../texts/webhook-texts.ts';

export function Kinds() {
  const { kinds, docs } = webhookTexts.value;
  return (
    <details class="card kinds">
      <summary>{kinds.title}</summary>
      <p>{kinds.hint}</p>
      <dl class="details">
        {Object.entries(kinds.says).map(([type, says]) => (
          <Fragment key={type}>
            <dt>
              <code>{type}</code>
            </dt>
            <dd>{says}</dd>
          </Fragment>
        ))}
      </dl>
      <p>
        <a href="/docs" target="_top">
          {docs}
        </a>
      </p>
    </details>
  );
}
