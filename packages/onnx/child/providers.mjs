// @ts-check
/*
 * ONNX Runtime leaves out the providers that it does not have and runs on the processor without a word to the caller,
 * so they are refused before a session is made.
 */

/**
 * @param {import("./providers.d.mts").ProviderList} runtime
 * @param {import("./providers.d.mts").Chosen} options
 */
export function missingProvider({ listSupportedBackends }, { executionProviders }) {
  const built = listSupportedBackends?.().map(({ name }) => name);
  if (built === undefined) return undefined;
  const names = executionProviders.map((each) => (typeof each === "string" ? each : each.name));
  const missing = names.find((name) => !built.includes(name));
  if (missing === undefined) return undefined;
  return `this build of it has no execution provider \`${missing}\`, only ${built.join(", ")}`;
}
