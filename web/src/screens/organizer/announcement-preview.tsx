/** The mails of an announcement as they would be sent, and how many bookings get them. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import type { Problem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { Question } from '../../parts/question.tsx';
import { language } from '../../texts/chosen-language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';
import { sayDraftProblem } from './announcement-form.tsx';

type Preview = components['schemas']['AnnouncementPreview'];

type Props = {
  preview: Preview;
  isBusy: boolean;
  problem: Problem | undefined;
  back: () => void;
  send: () => void;
};

export function AnnouncementPreview({ preview, isBusy, problem, back, send }: Props) {
  const text = organizerTexts.value.announcements;
  const [isAsked, setAsked] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { bookings, isComplete, mails } = preview;
  const reaches = text.reaches(bookings, isComplete);
  return (
    <>
      <h2 tabIndex={-1} ref={heading}>
        {text.preview}
      </h2>
      {problem && <Notice kind="bad">{sayDraftProblem(problem)}</Notice>}
      <p>
        <strong>{bookings === 0 ? text.reachesNobody : reaches}</strong>
      </p>
      <p class="muted">{text.previewHint}</p>
      {mails.map((mail, place) => (
        <Mail key={`${mail.to} ${mail.language}`} mail={mail} isOpen={place === 0} />
      ))}
      <div class="buttons">
        {bookings > 0 && (
          <button
            type="button"
            class="primary"
            aria-disabled={isBusy}
            onClick={() => isBusy || setAsked(true)}
          >
            {isBusy ? text.sending : text.send}
          </button>
        )}
        <button type="button" aria-disabled={isBusy} onClick={() => isBusy || back()}>
          {text.change}
        </button>
      </div>
      {isAsked && (
        <Question
          title={text.question}
          text={`${reaches} ${text.questionText}`}
          yes={text.sendNow}
          no={text.notYet}
          close={() => setAsked(false)}
          confirm={send}
        />
      )}
    </>
  );
}

function Mail({ mail, isOpen }: { mail: Preview['mails'][number]; isOpen: boolean }) {
  const text = organizerTexts.value.announcements;
  const name = new Intl.DisplayNames(language.value, { type: 'language' }).of(mail.language) ?? mail.language;
  return (
    <details class="mail" open={isOpen}>
      <summary>{text.mailTo(text.audiences[mail.to], name, number(mail.bookings))}</summary>
      <div lang={mail.language}>
        <p>
          <strong>{mail.subject}</strong>
        </p>
        <p class="mail-text">{mail.text}</p>
      </div>
    </details>
  );
}
