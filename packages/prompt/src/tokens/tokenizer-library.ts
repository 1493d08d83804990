import * as library from "@huggingface/tokenizers";

/** The parts of the library's tokenizer that are used. */
export interface LibraryTokenizer {
  encode(
    text: string,
    options: { readonly add_special_tokens: boolean },
  ): { readonly ids: readonly unknown[] };
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  get_vocab(): ReadonlyMap<string, number>;
}

interface TokenizerLibrary {
  readonly Tokenizer: new (json: object, config: object) => LibraryTokenizer;
}

/** @throws Error for contents that the library does not understand. */
export function newTokenizer(json: object, config: object): LibraryTokenizer {
  // Its declarations import each other without file extensions, which Node's resolution does not find.
  const { Tokenizer } = library as unknown as TokenizerLibrary;
  return new Tokenizer(json, config);
}
