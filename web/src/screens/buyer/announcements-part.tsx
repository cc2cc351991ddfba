/**
 * Says whether the address of the mail whose link was opened gets announcements of the organizer. Its button alone changes
 * that: programs that check the links of mails open this screen, too.
 */
import { useRef, useState } from 'preact/hooks';
import { apiWithoutSession } from '../../api/client.ts';
import { type BookingRef, readBooking } from '../../api/one-booking.ts';
import type { Announcements } from '../../api/own-bookings.ts';
import { mayPass, sayProblem } from '../../api/problems.ts';
import { announce } from '../../parts/announcer.tsx';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { useAnswer } from '../../parts/use-answer.ts';
import { useSend } from '../../parts/use-send.ts';
import { texts } from '../../texts/language.ts';
import { linkTexts } from '../../texts/link-texts.ts';

const PATH = '/v1/unsubscriptions/{organizerId}/{addressId}/{token}';

function useUnsubscription(path: Announcements) {
  const request = { params: { path }, cache: 'no-store' } as const;
  const { data, problem, again } = useAnswer(() => apiWithoutSession.GET(PATH, request), [path.token]);
  const [changed, setChanged] = useState<boolean>();
  const { isBusy, problem: refusal, send } = useSend();
  /** @returns whether it was changed. */
  const change = async (isUnsubscribed: boolean): Promise<boolean> => {
    const answer = await send(() =>
      isUnsubscribed ? apiWithoutSession.POST(PATH, request) : apiWithoutSession.DELETE(PATH, request),
    );
    const isDone = answer?.response.ok ?? false;
    if (isDone) setChanged(isUnsubscribed);
    return isDone;
  };
  return { isUnsubscribed: changed ?? data?.isUnsubscribed, problem, again, refusal, isBusy, change };
}

type LinkedProps = { booking: BookingRef; path: Announcements };

/**
 * Anybody can make a link to a booking of somebody else that unsubscribes another address. So the token of the link has to read the
 * booking first: who has it has the mail.
 */
export function LinkedAnnouncements({ booking, path }: LinkedProps) {
  const { data, problem, again } = useAnswer(() => readBooking(booking), [booking.token]);
  if (data !== undefined) return <AnnouncementsPart path={path} />;
  if (problem === undefined || mayPass(problem)) return <NoAnswer problem={problem} again={again} />;
  return <Notice kind="bad">{linkTexts.value.incomplete.text}</Notice>;
}

function AnnouncementsPart({ path }: { path: Announcements }) {
  const { title, subscribed, unsubscribed, stop, again } = linkTexts.value.announcements;
  const heading = useRef<HTMLHeadingElement>(null);
  const mails = useUnsubscription(path);
  if (mails.isUnsubscribed === undefined) return <NoAnswer problem={mails.problem} again={mails.again} />;
  const { isUnsubscribed, refusal, isBusy } = mails;
  const text = (isStopped: boolean) => (isStopped ? unsubscribed : subscribed);
  const press = async () => {
    if (!(await mails.change(!isUnsubscribed))) return;
    heading.current?.focus();
    announce(text(!isUnsubscribed));
  };
  return (
    <section class="card announcements">
      <h2 tabIndex={-1} ref={heading}>
        {title}
      </h2>
      {refusal && <Notice kind="bad">{sayProblem(refusal, texts.value)}</Notice>}
      <p>{text(isUnsubscribed)}</p>
      <div class="buttons">
        <button type="button" aria-disabled={isBusy} onClick={press}>
          {isUnsubscribed ? again : stop}
        </button>
      </div>
    </section>
  );
}
