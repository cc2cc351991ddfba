/** Fields of forms, with their labels, hints and errors joined for screen readers. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type FieldProps = {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
  name: string;
  type?: 'text' | 'email' | 'password' | 'url' | 'datetime-local' | 'time';
  inputMode?: 'numeric' | 'decimal';
  autoComplete?: string;
  required?: boolean;
  readOnly?: boolean;
};

export function Field({ label, value, onInput, hint, error, type = 'text', ...input }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={type as 'text'}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        {...markedAs(id, hint, error)}
        {...input}
      />
      <Remarks id={id} hint={hint} error={error} />
    </div>
  );
}

type TextAreaProps = Pick<
  FieldProps,
  'label' | 'value' | 'onInput' | 'hint' | 'error' | 'name' | 'required'
> & {
  rows: number;
};

export function TextArea({ label, value, onInput, hint, error, ...area }: TextAreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        {...markedAs(id, hint, error)}
        {...area}
      />
      <Remarks id={id} hint={hint} error={error} />
    </div>
  );
}

/** What joins a field to its hint and its error. */
function markedAs(id: string, hint: string | undefined, error: string | undefined) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return {
    'aria-invalid': error === undefined ? undefined : true,
    'aria-describedby': describedBy || undefined,
  } as const;
}

type RemarksProps = { id: string; hint: string | undefined; error: string | undefined };

const Remarks = ({ id, hint, error }: RemarksProps) => (
  <>
    {hint && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    {error && (
      <p class="error" id={`${id}-error`}>
        {error}
      </p>
    )}
  </>
);

type NoticeProps = { kind: 'bad' | 'good' | 'note'; children: ComponentChildren };

/** `bad` interrupts a screen reader; the others wait for their turn. */
export const Notice = ({ kind, children }: NoticeProps) => (
  <div class={`notice ${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
    {children}
  </div>
);

/** A button that says that its work goes on, and does it once. */
export function SubmitButton({ isBusy, children }: { isBusy: boolean; children: ComponentChildren }) {
  return (
    <button type="submit" class="primary" aria-disabled={isBusy} data-busy={isBusy}>
      {children}
    </button>
  );
}
