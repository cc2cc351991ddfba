/** The form of an endpoint: its address and a description. */
import { useState } from 'preact/hooks';
import { type Problem, sayProblem } from '../../api/problems.ts';
import { Field, Notice, SubmitButton } from '../../parts/form.tsx';
import { sayFault, sayFaults } from '../../parts/say-fault.ts';
import { useTyped } from '../../parts/use-typed.ts';
import { texts } from '../../texts/language.ts';
import { webhookTexts } from '../../texts/webhook-texts.ts';

export type WebhookValues = { url: string; description: string };

/** `stored`: what the form shows where nobody has typed. `tag`: another one for each state of it. */
type Props = {
  stored: WebhookValues;
  tag: string;
  submit: string;
  isBusy: boolean;
  problem: Problem | undefined;
  send: (values: WebhookValues) => void;
};

export function WebhookForm({ stored, tag, submit, isBusy, problem, send }: Props) {
  const { make } = webhookTexts.value;
  const { values, change, sending } = useTyped(stored, tag);
  const [isEmpty, setEmpty] = useState(false);
  const urlError = sayFault(problem, '/url');
  const descriptionError = sayFault(problem, '/description');
  const hasOthers = problem !== undefined && urlError === undefined && descriptionError === undefined;
  const trySend = (submitted: { preventDefault: () => void }) => {
    submitted.preventDefault();
    const url = values.url.trim();
    setEmpty(url === '');
    if (url === '' || isBusy) return;
    sending(values);
    send({ url, description: values.description.trim() });
  };
  return (
    <form onSubmit={trySend} noValidate>
      {hasOthers && (
        <Notice kind="bad">
          <p>{sayProblem(problem, texts.value)}</p>
          {sayFaults(problem).map((fault) => (
            <p key={fault}>{fault}</p>
          ))}
        </Notice>
      )}
      <Field
        label={make.url}
        name="url"
        type="url"
        value={values.url}
        onInput={(url) => change({ url })}
        hint={make.urlHint}
        error={isEmpty ? texts.value.fields.required : urlError}
        autoComplete="off"
        required
      />
      <Field
        label={make.description}
        name="description"
        value={values.description}
        onInput={(description) => change({ description })}
        hint={make.descriptionHint}
        error={descriptionError}
        autoComplete="off"
      />
      <SubmitButton isBusy={isBusy}>{submit}</SubmitButton>
    </form>
  );
}
