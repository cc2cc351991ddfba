/** The password that somebody who is logged in states again. */
import type { Problem } from '../../api/problems.ts';
import { myAccountTexts } from '../../texts/my-account-texts.ts';
import { PasswordField } from './account-fields.tsx';

/** `problem`: of a request whose faults are shown at its fields. */
type CurrentPasswordProps = {
  value: string;
  onInput: (value: string) => void;
  problem?: Problem | undefined;
};

export const CurrentPasswordField = ({ problem, ...field }: CurrentPasswordProps) => (
  <PasswordField label={myAccountTexts.value.password.current} problem={problem} isNew={false} {...field} />
);
