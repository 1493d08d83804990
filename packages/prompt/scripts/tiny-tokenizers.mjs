/* The vocabularies of the tiny models: byte pair encoding and unigrams, made from one list of words. */

const WORDS =
  `a an the of in on at with and by for from to is very high low quality detailed portrait photo photograph
painting drawing watercolor oil digital art artwork style cinematic lighting light dark soft golden hour sunset
sunrise night day sky cloud clouds sea ocean river lake mountain mountains forest tree trees flower flowers garden city
street house castle tower bridge room window woman man girl boy child people crowd king queen knight warrior wizard robot
cat dog horse bird fox wolf lion tiger bear rabbit fish dragon unicorn face eyes hair hand hands smile red orange yellow
green blue purple white black silver gold masterpiece best worst blurry sharp focus depth field bokeh lens macro wide
angle close up shot view full body landscape background foreground texture intricate elegant beautiful ugly old young
vintage modern futuristic fantasy realistic surreal abstract minimal colorful vibrant muted pastel neon fog mist rain
snow fire water smoke glass metal wood stone concept illustration render trending studio bad anatomy extra fingers
missing deformed watermark text signature cropped resolution artifacts summer winter spring autumn empty`
    .split(/\s+/)
    .filter((word) => word !== "");

const MERGES = 320;

/** GPT-2's bytes as printable characters. */
function byteCharacters() {
  const printable = (byte) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  const order = [...Array(256).keys()];
  const kept = order.filter(printable);
  const shifted = order.filter((byte) => !printable(byte));
  return [
    ...kept.map((byte) => String.fromCharCode(byte)),
    ...shifted.map((_, i) => String.fromCharCode(256 + i)),
  ];
}

/** The most frequent pair of neighbours, the first in code order among equals. */
function bestPair(words) {
  const counts = new Map();
  for (const word of words) {
    for (let i = 0; i + 1 < word.length; i++) {
      const pair = `${word[i]} ${word[i + 1]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0];
}

function mergePair(word, [left, right]) {
  const merged = [];
  for (let i = 0; i < word.length; i++) {
    const pair = word[i] === left && word[i + 1] === right;
    merged.push(pair ? left + right : word[i]);
    if (pair) i++;
  }
  return merged;
}

function learnMerges() {
  let words = WORDS.map((word) => [...word.slice(0, -1), `${word.at(-1)}</w>`]);
  const merges = [];
  while (merges.length < MERGES) {
    const pair = bestPair(words);
    if (pair === undefined) break;
    merges.push(pair);
    words = words.map((word) => mergePair(word, pair.split(" ")));
  }
  return merges;
}

/** `vocab.json` and `merges.txt` in CLIP's order: bytes, bytes that end words, merges, start and end. */
export function clipVocabulary() {
  const merges = learnMerges();
  const characters = byteCharacters();
  const tokens = [
    ...characters,
    ...characters.map((character) => `${character}</w>`),
    ...merges.map((pair) => pair.replace(" ", "")),
    "<|startoftext|>",
    "<|endoftext|>",
  ];
  return {
    vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
    merges,
    size: tokens.length,
  };
}

/** A `tokenizer.json` with the parts of T5's. */
export function t5Tokenizer() {
  const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789.,!?;:'\"()-+"];
  const vocab = [
    ["<pad>", 0],
    ["</s>", 0],
    ["<unk>", 0],
    ["▁", -4],
    ...letters.map((letter) => [letter, -7]),
    ...WORDS.filter((word, i) => WORDS.indexOf(word) === i).map((word) => [`▁${word}`, -5]),
  ];
  const special = (content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return {
    version: "1.0",
    added_tokens: [special("<pad>", 0), special("</s>", 1), special("<unk>", 2)],
    normalizer: { type: "NFKC" },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "WhitespaceSplit" },
        { type: "Metaspace", replacement: "▁", add_prefix_space: true, prepend_scheme: "always" },
      ],
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }],
      pair: [],
      special_tokens: { "</s>": { id: "</s>", ids: [1], tokens: ["</s>"] } },
    },
    decoder: {
      type: "Metaspace",
      replacement: "▁",
      add_prefix_space: true,
      prepend_scheme: "always",
    },
    model: { type: "Unigram", unk_id: 2, vocab },
  };
}
