/** The limits in force: how many requests are admitted, and how many events an organizer may have. */
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { number, timeSpan } from '../../parts/numbers.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import type { ScreenProps } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { AdminScreen } from './admin-screen.tsx';
import { NoAdminAnswer } from './no-admin-answer.tsx';

type LimitsInForce = components['schemas']['Limits'];

export function Limits(_props: ScreenProps) {
  const { limits } = adminTexts.value;
  return (
    <AdminScreen title={limits.title}>
      <p class="muted">{limits.intro}</p>
      <Values />
    </AdminScreen>
  );
}

function Values() {
  const { data, problem, again } = useAnswer(() => api.GET('/v1/limits'), []);
  if (data === undefined) return <NoAdminAnswer problem={problem} again={again} />;
  return (
    <>
      <Rates rates={data.rateLimits} />
      <Quota quota={data.eventQuota} />
    </>
  );
}

function Rates({ rates }: { rates: LimitsInForce['rateLimits'] }) {
  const { limits } = adminTexts.value;
  return (
    <section>
      <h2>{limits.rates}</h2>
      <p class="muted">{rates === null ? limits.ratesOff : limits.ratesHint}</p>
      {rates !== null && (
        <dl class="limits card">
          {rates.map(({ name, requests, seconds }) => (
            <div key={name}>
              <dt>
                {limits.names[name].what} <span class="muted">{limits[limits.names[name].per]}</span>
              </dt>
              <dd>{limits.rate(number(requests), timeSpan(seconds))}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

function Quota({ quota }: { quota: LimitsInForce['eventQuota'] }) {
  const { limits } = adminTexts.value;
  return (
    <section>
      <h2>{limits.quota}</h2>
      <p class="muted">{quota === null ? limits.quotaOff : limits.quotaHint}</p>
      {quota !== null && (
        <dl class="limits card">
          <div>
            <dt>{limits.events}</dt>
            <dd>{number(quota.events)}</dd>
          </div>
          <div>
            <dt>
              {limits.shards} <span class="muted">{limits.shardsHint}</span>
            </dt>
            <dd>{number(quota.shards)}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}
