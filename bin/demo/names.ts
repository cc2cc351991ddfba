/** Names for a crowd. */
const FIRST_NAMES = ['Ada', 'Alan', 'Barbara', 'Edsger', 'Emmy', 'Grace', 'Ida', 'John', 'Mary', 'Niklaus'];
const LAST_NAMES = ['Berg', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Grant', 'Haas', 'Ivanov', 'Jansen'];

/** @returns the name of the person of that number; ninety in a row are different. */
export function nameOf(number: number): { firstName: string; lastName: string } {
  return {
    firstName: FIRST_NAMES[number % FIRST_NAMES.length] ?? '',
    lastName: LAST_NAMES[number % LAST_NAMES.length] ?? '',
  };
}
