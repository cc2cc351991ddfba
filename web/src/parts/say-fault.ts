/** What is wrong with the fields of a form, in the language of the page. */
import { sentenceOn } from '../api/field-faults.ts';
import type { Problem } from '../api/problems.ts';
import { faultTexts } from '../texts/fault-texts.ts';

/** @returns a sentence on the field; undefined if nothing is wrong with it. */
export function sayFault(problem: Problem | undefined, pointer: string): string | undefined {
  const detail = problem?.fields[pointer];
  return detail && sentenceOn(pointer, detail, faultTexts.value);
}

/** @returns a sentence on each field that is wrong, apart from those that show it themselves. */
export const sayFaults = (problem: Problem, shown: string[] = []): string[] =>
  Object.entries(problem.fields)
    .filter(([pointer]) => !shown.includes(pointer))
    .map(([pointer, detail]) => sentenceOn(pointer, detail, faultTexts.value));
