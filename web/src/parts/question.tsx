/** Asks before what cannot be undone. */
import { Dialog } from './dialog.tsx';

/** `yes`, `no`: the labels of the buttons. */
type Props = {
  title: string;
  text: string;
  yes: string;
  no: string;
  close: () => void;
  confirm: () => void;
};

export const Question = ({ title, text, yes, no, close, confirm }: Props) => (
  <Dialog title={title} close={close}>
    <p>{text}</p>
    <div class="buttons">
      <button
        type="button"
        class="danger"
        onClick={() => {
          close();
          confirm();
        }}
      >
        {yes}
      </button>
      <button type="button" onClick={close}>
        {no}
      </button>
    </div>
  </Dialog>
);
