/** Who runs an event and who stands at its door: appointed, given another role, made the owner, and removed. */
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import type { components } from '../../../.generated/api';
import { api } from '../../api/client.ts';
import { sayProblem } from '../../api/problems.ts';
import { session } from '../../api/session.ts';
import type { Event } from '../../parts/event-summary.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { Question } from '../../parts/question.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useSend } from '../../parts/use-send.ts';
import { addressOf, type ScreenProps } from '../../paths.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { AppointForm } from './appoint-form.tsx';
import { EventScreen, type OnScreen } from './event-screen.tsx';
import { HandOver } from './hand-over.tsx';

type Member = components['schemas']['StaffMember'];

export const Staff = (_props: ScreenProps) => (
  <EventScreen class="staff" title={organizerTexts.value.staff.title}>
    {(onScreen) => <Members {...onScreen} />}
  </EventScreen>
);

function Members({ event, toTop, look }: OnScreen) {
  const text = organizerTexts.value.staff;
  const user = session.value?.user;
  const params = { path: { eventId: event.id } };
  const { data, problem, again } = useAnswer(
    () => api.GET('/v1/events/{eventId}/staff', { params }),
    [event.id],
  );
  const [good, setGood] = useState('');
  if (data === undefined) return <NoAnswer problem={problem} again={again} />;
  const own = data.items.find(({ userId }) => userId === user?.id);
  const isOwner = own?.role === 'owner' || user?.role === 'admin';
  const changed = (says: string) => {
    setGood(says);
    again();
    look();
    toTop();
  };
  return (
    <>
      {good && <Notice kind="good">{good}</Notice>}
      <ul class="cards">
        {data.items.map((member) => (
          <li key={member.userId}>
            <MemberCard event={event} member={member} isOwner={isOwner} changed={changed} />
          </li>
        ))}
      </ul>
      {isOwner && event.cancelledAt === undefined && <AppointForm eventId={event.id} changed={changed} />}
      {!isOwner && <p class="muted">{text.ownerOnly}</p>}
      {event.cancelledAt !== undefined && <p class="muted">{text.cancelled}</p>}
    </>
  );
}

type CardProps = { event: Event; member: Member; isOwner: boolean; changed: (says: string) => void };

function MemberCard({ event, member, isOwner, changed }: CardProps) {
  const text = organizerTexts.value.staff;
  const { userId, role, name, email } = member;
  const who = name ?? text.nobody;
  const isSelf = userId === session.value?.user.id;
  return (
    <article class="card member">
      <div>
        <h2>
          {who} {isSelf && <span class="muted">{text.you}</span>}
        </h2>
        {email && <p class="muted">{email}</p>}
        <p>
          <span class={`badge ${role === 'door' ? '' : 'confirmed'}`}>{text.roles[role]}</span>
        </p>
      </div>
      {role !== 'owner' && (isOwner || isSelf) && (
        <Changes event={event} member={{ ...member, role }} who={who} isOwner={isOwner} changed={changed} />
      )}
    </article>
  );
}

type ChangesProps = Omit<CardProps, 'member'> & {
  member: Member & { role: 'manager' | 'door' };
  who: string;
};

/** Another role for a member, and its end. A member who does not own the event can only leave. */
function Changes({ event, member: { userId, role, email }, who, isOwner, changed }: ChangesProps) {
  const text = organizerTexts.value.staff;
  const { route } = useLocation();
  const [isAsked, setAsked] = useState(false);
  const { isBusy, problem, send } = useSend();
  const isSelf = userId === session.value?.user.id;
  const other = role === 'door' ? 'manager' : 'door';
  const path = { eventId: event.id };
  const giveOther = async () => {
    const body = { email: email ?? '', role: other } as const;
    const answer = await send(() => api.POST('/v1/events/{eventId}/staff', { params: { path }, body }));
    if (answer?.response.ok) changed(text.changed(who, text.roles[other]));
  };
  const remove = async () => {
    const params = { path: { ...path, userId } };
    const answer = await send(() => api.DELETE('/v1/events/{eventId}/staff/{userId}', { params }));
    if (!answer?.response.ok) return;
    if (isSelf && !isOwner) route(addressOf('organize'));
    else changed(text.removed(who));
  };
  return (
    <div class="member-changes">
      {problem && (
        <Notice kind="bad">{text.problems[problem.code] ?? sayProblem(problem, texts.value)}</Notice>
      )}
      <div class="buttons">
        {isOwner && email !== undefined && event.cancelledAt === undefined && (
          <button
            type="button"
            aria-disabled={isBusy}
            aria-label={text.of(text.make[other], who)}
            onClick={giveOther}
          >
            {text.make[other]}
          </button>
        )}
        {isOwner && role === 'manager' && event.cancelledAt === undefined && (
          <HandOver
            event={event}
            userId={userId}
            who={who}
            isOwn={event.organizerId === session.value?.user.id}
            changed={changed}
          />
        )}
        <button
          type="button"
          class="danger"
          aria-disabled={isBusy}
          aria-label={isSelf ? undefined : text.of(text.remove, who)}
          onClick={() => setAsked(true)}
        >
          {isSelf ? text.leave : text.remove}
        </button>
      </div>
      {isAsked && (
        <Question
          title={isSelf ? text.leaveQuestion : text.removeQuestion(who)}
          text={isSelf ? text.leaveText : text.removeText}
          yes={isSelf ? text.leaveNow : text.removeNow}
          no={text.keep}
          close={() => setAsked(false)}
          confirm={remove}
        />
      )}
    </div>
  );
}
