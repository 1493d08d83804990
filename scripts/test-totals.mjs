// Prints the totals of a test run: `N passed, N failed, N skipped`. Fails when nothing ran or anything failed.
import { readFileSync } from "node:fs";

const totals = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = totals;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
