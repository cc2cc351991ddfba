/** What every organizer's screen begins with: whether the visitor may see it. */
import type { ComponentChildren } from 'preact';
import { runsEvents } from '../../api/on-staff.ts';
import { mayOrganize, session } from '../../api/session.ts';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { OnlyFor } from '../../parts/only-for.tsx';
import { organizerTexts } from '../../texts/organizer-texts.ts';

/** `makesEvents`: a manager without the role organizer may not see it. */
type Props = { makesEvents?: boolean; children: ComponentChildren };

/** Shows the screen to those who run events, and to everybody else what it takes to see it. */
export function OrganizersOnly({ makesEvents = false, children }: Props) {
  const { list } = organizerTexts.value;
  const isAllowed = makesEvents ? mayOrganize(session.value?.user) : runsEvents.value;
  if (isAllowed === undefined) return <NoAnswer problem={undefined} again={() => undefined} />;
  return (
    <OnlyFor isAllowed={isAllowed} title={list.forOrganizers} hint={list.logInHint}>
      {children}
    </OnlyFor>
  );
}
