/** What an admin's screen shows while its answer has not come, or is a problem. */
import type { Problem } from '../../api/problems.ts';
import { Notice } from '../../parts/form.tsx';
import { NoAnswer } from '../../parts/no-answer.tsx';
import { adminTexts } from '../../texts/admin-texts.ts';

type Props = { problem: Problem | undefined; again: () => void };

export const NoAdminAnswer = ({ problem, again }: Props) =>
  problem?.code === 'forbidden' ? (
    <Notice kind="bad">{adminTexts.value.noAdmin}</Notice>
  ) : (
    <NoAnswer problem={problem} again={again} />
  );
