/** The fields of the forms of accounts, and how such a form is sent. */
import { useState } from 'preact/hooks';
import { type Problem, problemOf, sayProblem, UNANSWERED } from '../../api/problems.ts';
import { Field, Notice } from '../../parts/form.tsx';
import { texts } from '../../texts/language.ts';

type Answered<Data> = { data?: Data; error?: unknown; response: Response };

/** @returns what sends a form, once at a time: `send` resolves to the answer of the service, undefined if there is none. */
export function useSend() {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const send = async <Data,>(request: () => Promise<Answered<Data>>) => {
    if (isBusy) return undefined;
    setBusy(true);
    const answer = await request().catch(() => undefined);
    setBusy(false);
    setProblem(answer === undefined ? UNANSWERED : answer.response.ok ? undefined : problemOf(answer));
    return answer;
  };
  return { isBusy, problem, send };
}

export const ProblemNotice = ({ problem }: { problem: Problem | undefined }) =>
  problem && <Notice kind="bad">{sayProblem(problem, texts.value)}</Notice>;

type FieldProps = { value: string; onInput: (value: string) => void; problem: Problem | undefined };

export const EmailField = ({ problem, ...field }: FieldProps) => (
  <Field
    label={texts.value.fields.email}
    name="email"
    type="email"
    autoComplete="username"
    error={problem?.fields['/email']}
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
    error={problem?.fields['/password']}
    required
    {...field}
  />
);
