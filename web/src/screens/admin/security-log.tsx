/** The trail of security events, by kind, a page after the other, in words. */
import { useLocation } from 'preact-iso';
import { api } from '../../api/client.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { HERE } from '../../parts/times.ts';
import { usePages } from '../../parts/use-pages.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { adminTexts } from '../../texts/admin-texts.ts';
import { AdminScreen } from './admin-screen.tsx';
import { LogEntry, type SecurityEvent } from './log-entry.tsx';
import { NoAdminAnswer } from './no-admin-answer.tsx';
import { useNames } from './use-names.ts';

type Kind = SecurityEvent['kind'];

const PAGE_ENTRIES = 50;

const kindsKnown = () => Object.keys(adminTexts.value.log.kinds) as Kind[];

export function SecurityLog(_props: ScreenProps) {
  const { log } = adminTexts.value;
  const { query } = useLocation();
  const kind = kindsKnown().find((known) => known === query['kind']);
  return (
    <AdminScreen title={log.title}>
      <p class="muted">{log.intro(HERE)}</p>
      <KindPick kind={kind} />
      <List key={kind} kind={kind} />
    </AdminScreen>
  );
}

function KindPick({ kind }: { kind: Kind | undefined }) {
  const { log } = adminTexts.value;
  const { route } = useLocation();
  return (
    <search class="search-bar">
      <label class="pick">
        {log.kind}
        <select
          value={kind ?? ''}
          onChange={({ currentTarget: { value } }) =>
            route(`${addressOf('securityLog')}${value === '' ? '' : `?kind=${value}`}`, true)
          }
        >
          <option value="">{log.all}</option>
          {kindsKnown().map((one) => (
            <option key={one} value={one}>
              {log.kinds[one].title}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}

function List({ kind }: { kind: Kind | undefined }) {
  const nameOf = useNames();
  const pages = usePages<SecurityEvent>((cursor) => readPage(kind, cursor), [kind]);
  const { found, problem, isLoading, again } = pages;
  if (found === undefined) return <NoAdminAnswer problem={problem} again={again} />;
  return (
    <>
      {found.items.length === 0 ? (
        <Nothing kind={kind} isAll={found.nextCursor === null} />
      ) : (
        <ol class="log card" aria-busy={isLoading}>
          {found.items.map((event) => (
            <LogEntry key={event.id} event={event} nameOf={nameOf} />
          ))}
        </ol>
      )}
      <MoreButton {...pages} />
    </>
  );
}

/** `isAll`: there are no more pages. One of a kind may be empty although there are. */
function Nothing({ kind, isAll }: { kind: Kind | undefined; isAll: boolean }) {
  const { log } = adminTexts.value;
  const text = kind === undefined ? log.none : isAll ? log.noneOfKind : log.noneSoFar;
  return (
    <section class="empty">
      <p role="status">{text}</p>
    </section>
  );
}

const readPage = (kind: Kind | undefined, cursor: string | undefined) =>
  api.GET('/v1/security-events', {
    params: {
      query: {
        limit: PAGE_ENTRIES,
        ...(kind !== undefined && { kind }),
        ...(cursor !== undefined && { cursor }),
      },
    },
  });
