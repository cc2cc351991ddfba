/** Has the link of a booking mailed to its address again: for a guest whose browser does not keep it. */
import { useState } from 'preact/hooks';
import { apiWithoutSession } from '../../api/client.ts';
import { sayProblem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { useSend } from '../../parts/use-send.ts';
import { bookingTexts } from '../../texts/booking-texts.ts';
import { texts } from '../../texts/language.ts';

export function MailLink(path: { eventId: string; bookingId: string }) {
  const { mailLink: text } = bookingTexts.value;
  const [isSent, setSent] = useState(false);
  const { isBusy, problem, send } = useSend();
  const ask = async () => {
    const answer = await send(() =>
      apiWithoutSession.POST('/v1/events/{eventId}/bookings/{bookingId}/link', { params: { path } }),
    );
    if (answer?.response.ok) setSent(true);
  };
  const own: Record<string, string> = { 'no-mail': text.noMail, 'too-many-links': text.tooMany };
  if (isSent) return <Notice kind="good">{text.sent}</Notice>;
  return (
    <>
      <p>{text.hint}</p>
      {problem && <Notice kind="bad">{own[problem.code] ?? sayProblem(problem, texts.value)}</Notice>}
      <button type="button" aria-disabled={isBusy} onClick={ask}>
        {text.button}
      </button>
    </>
  );
}
