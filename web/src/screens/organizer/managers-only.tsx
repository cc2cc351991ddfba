/** What every organizer's screen about one event begins with: whether the visitor's role on that event allows it. */
import type { ComponentChildren } from 'preact';
import type { components } from '../../../.generated/api';
import { type EventRole, readRole } from '../../api/event-role.ts';
import { session } from '../../api/session.ts';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { OnlyFor } from '../../parts/only-for.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { addressOf } from '../../paths.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** `children` is called with whether the visitor owns the event, and does not only manage it. */
type Props = { eventId: string; children: (isOwner: boolean) => ComponentChildren };

export function ManagersOnly(props: Props) {
  const { list } = organizerTexts.value;
  const user = session.value?.user;
  return (
    <OnlyFor isAllowed={user !== undefined} title={list.forOrganizers} hint={list.logInHint}>
      {user && <ByRole key={`${props.eventId} ${user.id}`} user={user} {...props} />}
    </OnlyFor>
  );
}

type ByRoleProps = Props & { user: components['schemas']['Session']['user'] };

function ByRole({ eventId, user, children }: ByRoleProps) {
  const { data, problem, again } = useAnswer(() => readRole(eventId, user), []);
  if (data === undefined) return <NoAnswer problem={problem} again={again} />;
  const { role } = data;
  if (role === 'owner' || role === 'manager') return <>{children(role === 'owner')}</>;
  return <NotManaged eventId={eventId} role={role} />;
}

/** Says what the visitor may do instead. */
function NotManaged({ eventId, role }: { eventId: string; role: EventRole | undefined }) {
  const text = organizerTexts.value.notManaged[role === 'door' ? 'door' : 'nobody'];
  return (
    <section class="narrow card">
      <h1>{text.title}</h1>
      <p>{text.hint}</p>
      <a class="button primary" href={addressOf(role === 'door' ? 'door' : 'event', { eventId })}>
        {text.go}
      </a>
    </section>
  );
}
