/** Several specs carry the same full name, so each is known by its name and how often it came before. */
function numbered(specs) {
  const seen = new Map();
  return specs.map((spec) => {
    const count = (seen.get(spec.name) ?? 0) + 1;
    seen.set(spec.name, count);
    return { ...spec, id: `${spec.name} #${count}` };
  });
}

/**
 * The specs that pass on the yardstick and do not on the other backend: failed there, or never run.
 *
 * @param {readonly { name: string, passed: boolean, message?: string }[]} yardstick
 * @param {readonly { name: string, passed: boolean, message?: string }[]} other
 */
export function regressions(yardstick, other) {
  const results = new Map(numbered(other).map((spec) => [spec.id, spec]));
  return numbered(yardstick)
    .filter((spec) => spec.passed && results.get(spec.id)?.passed !== true)
    .map((spec) => ({ name: spec.name, message: results.get(spec.id)?.message ?? "not run" }));
}

/** @param {readonly { passed: boolean }[]} specs */
export function totals(specs) {
  const passed = specs.filter((spec) => spec.passed).length;
  return { passed, failed: specs.length - passed };
}
