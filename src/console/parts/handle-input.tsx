/**
 * A field for a label, commit or CA id. It offers the labels.
 */
import { answerOf, api } from '../api.ts';
import { useLoad } from './load.tsx';

/** Most labels that it offers. */
const OFFERED = 200;

interface HandleInputProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly isRequired?: boolean;
}

export function HandleInput({ id, label, value, onInput, isRequired = true }: HandleInputProps) {
  const labels = useLoad(
    (signal) => answerOf(api.GET('/api/fs/labels', { params: { query: { limit: OFFERED } }, signal })),
    [],
  );
  return (
    <span class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        list={`${id}-labels`}
        required={isRequired}
        spellcheck={false}
        autocomplete="off"
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <datalist id={`${id}-labels`}>
        {labels.data?.labels.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </span>
  );
}
