/** What every organizer's screen begins with: whether the visitor may see it. */
import type { ComponentChildren } from 'preact';
import { mayOrganize, session } from '../../api/session.ts';
import { OnlyFor } from '../../parts/only-for.tsx';
import { texts } from '../../texts/language.ts';

/** Shows the screen to organizers and admins, and to everybody else what it takes to see it. */
export function OrganizersOnly({ children }: { children: ComponentChildren }) {
  const { list } = texts.value.organizer;
  return (
    <OnlyFor isAllowed={mayOrganize(session.value?.user)} title={list.forOrganizers} hint={list.logInHint}>
      {children}
    </OnlyFor>
  );
}
