/** Every command; test/complete.test.ts holds that there are no others. */
export const COMMANDS: readonly string[] = [
  "check",
  "probe",
  "image",
  "processors",
  "prompt",
  "weighters",
  "simulate",
  "explain",
  "complete",
];
