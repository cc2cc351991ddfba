/** The words of an announcement, and whom it is for. */
import { useState } from 'preact/hooks';
import type { components } from '../../../.generated/api';
import { type Problem, sayProblem } from '../../api/problems.ts';
import { Field, Notice, SubmitButton, TextArea } from '../../parts/form.tsx';
import { number } from '../../parts/numbers.ts';
import { sayFault } from '../../parts/say-fault.ts';
import { texts } from '../../texts/language.ts';
import { organizerTexts } from '../../texts/organizer-texts.ts';

export type Draft = Pick<components['schemas']['Announcement'], 'subject' | 'text' | 'to'>;

const AUDIENCES = ['holders', 'waiters', 'all'] as const satisfies Draft['to'][];

const SUBJECT_MAX_CHARACTERS = 100;
const TEXT_MAX_CHARACTERS = 3000;

type Props = {
  draft: Draft;
  change: (draft: Draft) => void;
  isBusy: boolean;
  problem: Problem | undefined;
  look: () => void;
};

export function AnnouncementForm({ draft, change, isBusy, problem, look }: Props) {
  const { announcements } = organizerTexts.value;
  const { fields } = texts.value;
  const [wasSent, setSent] = useState(false);
  const faultOf = (name: 'subject' | 'text', most: number) => {
    const { length } = draft[name].trim();
    if (length > most) return announcements.tooLong(number(length), number(most));
    if (wasSent && length === 0) return fields.required;
    return sayFault(problem, `/${name}`);
  };
  const faults = {
    subject: faultOf('subject', SUBJECT_MAX_CHARACTERS),
    text: faultOf('text', TEXT_MAX_CHARACTERS),
  };
  const submit = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    setSent(true);
    const isWhole = draft.subject.trim() !== '' && draft.text.trim() !== '';
    if (isWhole && !isBusy) look();
  };
  return (
    <form onSubmit={submit} noValidate>
      <h2>{announcements.write}</h2>
      {problem && <Notice kind="bad">{sayDraftProblem(problem)}</Notice>}
      <fieldset class="choices">
        <legend>{announcements.to}</legend>
        {AUDIENCES.map((to) => (
          <label key={to}>
            <input
              type="radio"
              name="to"
              checked={draft.to === to}
              onChange={() => change({ ...draft, to })}
            />
            {announcements.audiences[to]}
          </label>
        ))}
      </fieldset>
      <Field
        label={announcements.subject}
        name="subject"
        value={draft.subject}
        onInput={(subject) => change({ ...draft, subject })}
        hint={announcements.subjectHint}
        error={faults.subject}
        required
      />
      <TextArea
        label={announcements.text}
        name="text"
        rows={9}
        value={draft.text}
        onInput={(text) => change({ ...draft, text })}
        hint={announcements.textHint}
        error={faults.text}
        required
      />
      <div class="buttons">
        <SubmitButton isBusy={isBusy}>{isBusy ? texts.value.loading : announcements.look}</SubmitButton>
      </div>
    </form>
  );
}

/** @returns what is wrong, in the words of an announcement. */
export const sayDraftProblem = (problem: Problem): string =>
  problem.code === 'no-mail' ? organizerTexts.value.announcements.noMail : sayProblem(problem, texts.value);
