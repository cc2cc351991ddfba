/** A style sheet whose text is part of the script, as it was written: the build would replace `light-dark()` of its colours. */
declare module '*.css?raw' {
  const text: string;
  export default text;
}
