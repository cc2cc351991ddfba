/** The fields of the forms of accounts. */
import { type Problem, sayProblem } from '../../api/problems.ts';
import { Field, Notice } from '../../parts/form.tsx';
import { sayFault } from '../../parts/say-fault.ts';
import { texts } from '../../texts/language.ts';

type ProblemNoticeProps = { problem: Problem | undefined; wrongPassword?: string };

/** `wrongPassword`: says that what was stated is wrong where a password alone is. */
export function ProblemNotice({ problem, wrongPassword }: ProblemNoticeProps) {
  if (problem === undefined) return undefined;
  const isPassword = problem.code === 'wrong-credentials' && wrongPassword !== undefined;
  return <Notice kind="bad">{isPassword ? wrongPassword : sayProblem(problem, texts.value)}</Notice>;
}

type FieldProps = { value: string; onInput: (value: string) => void; problem: Problem | undefined };

export const EmailField = ({ problem, ...field }: FieldProps) => (
  <Field
    label={texts.value.fields.email}
    name="email"
    type="email"
    autoComplete="username"
    error={sayFault(problem, '/email')}
    required
    {...field}
  />
);

/** `isNew`: it is chosen now, so the field says what makes a good one. */
export const PasswordField = ({
  problem,
  isNew,
  ...field
}: FieldProps & { isNew: boolean; label?: string; name?: string }) => (
  <Field
    label={texts.value.fields.password}
    name="password"
    type="password"
    autoComplete={isNew ? 'new-password' : 'current-password'}
    hint={isNew ? texts.value.fields.newPasswordHint : undefined}
    error={sayFault(problem, '/password')}
    required
    {...field}
  />
);
