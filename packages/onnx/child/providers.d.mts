/** The part of ONNX Runtime that says which providers it was built with; versions before 1.15 do not. */
export interface ProviderList {
  readonly listSupportedBackends?: () => readonly { readonly name: string }[];
}

/** The providers that a session is to be opened with. */
export interface Chosen {
  readonly executionProviders: readonly (string | { readonly name: string })[];
}

/** What is wrong with the first provider that the runtime does not have; undefined when it has them all. */
export function missingProvider(runtime: ProviderList, chosen: Chosen): string | undefined;
