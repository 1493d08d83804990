import { basename, dirname } from "node:path";
import {
  readModelFile,
  type HeldSession,
  type SessionHolder,
  type TensorMap,
} from "@spillway/onnx";

/** A sequence of tokens, the output that is asked for, such as `text_encoder/last_hidden_state`, and what is hidden. */
export interface FakeInput {
  readonly output: string;
  readonly ids: readonly number[];
  readonly visible?: readonly boolean[];
}

/** What a fake encoder says at a place of a sequence: it depends on every visible token up to there, as CLIP's does. */
export function fakeState(input: FakeInput, place: number, width: number): readonly number[] {
  let mixed = 17 + 7 * place;
  for (const character of input.output) mixed = (mixed * 131 + character.charCodeAt(0)) % 1_000_003;
  for (let i = 0; i <= place; i++) {
    if (input.visible?.[i] === false && i !== place) continue;
    mixed = (mixed * 1_103 + (input.ids[i] ?? 0) * 37 + i) % 1_000_003;
  }
  return Array.from({ length: width }, (_, i) => Math.fround(2 * Math.sin(mixed + 31 * i)));
}

/** Like a pooled output: it depends on all tokens. */
export function fakePooled(input: FakeInput, width: number): readonly number[] {
  return fakeState({ ...input, output: `pooled ${input.output}` }, input.ids.length - 1, width);
}

/** A holder whose sessions have the inputs and outputs of the files, and compute fakes. It counts. */
export interface FakeHolder extends SessionHolder {
  readonly counts: {
    runs: number;
    blocks: number;
    open: number;
    opened: number;
    largestBatch: number;
  };
}

export function fakeHolder(): FakeHolder {
  const counts = { runs: 0, blocks: 0, open: 0, opened: 0, largestBatch: 0 };
  return {
    kind: "fake",
    counts,
    estimateBytes: (model) => model.bytes,
    async open(modelPath): Promise<HeldSession> {
      const model = await readModelFile(modelPath);
      counts.open++;
      counts.opened++;
      const close = (): Promise<{ returnedBytes: number }> => {
        counts.open--;
        return Promise.resolve({ returnedBytes: model.bytes });
      };
      return {
        path: model.path,
        inputs: model.inputs,
        outputs: model.outputs,
        bytes: model.bytes,
        run: (feeds) => {
          counts.runs++;
          const batch = feeds["input_ids"]?.dims[0] ?? 0;
          counts.blocks += batch;
          counts.largestBatch = Math.max(counts.largestBatch, batch);
          return Promise.resolve(fakeOutputs(model.path, model.outputs, feeds));
        },
        close,
        [Symbol.asyncDispose]: async () => {
          await close();
        },
      };
    },
  };
}

function fakeOutputs(path: string, outputs: HeldSession["outputs"], feeds: TensorMap): TensorMap {
  const encoder = basename(dirname(path));
  const { dims, data } = feeds["input_ids"]!;
  const [batch = 0, length = 0] = dims;
  const ids = Array.from(data, Number);
  const mask = feeds["attention_mask"] && Array.from(feeds["attention_mask"].data, Number);
  const inputs = Array.from({ length: batch }, (_, b) => ({
    ids: ids.slice(b * length, (b + 1) * length),
    visible: Array.from({ length }, (__, i) => mask?.[b * length + i] !== 0),
  }));
  const made = outputs.map(({ name, dims: shape = [] }) => {
    const width = Number(shape.at(-1));
    const values = inputs.flatMap((each) => {
      const input = { ...each, output: `${encoder}/${name}` };
      if (shape.length === 2) return fakePooled(input, width);
      return each.ids.flatMap((_, place) => fakeState(input, place, width));
    });
    const sizes = shape.length === 3 ? [batch, length, width] : [batch, width];
    return [name, { type: "float32", dims: sizes, data: Float32Array.from(values) }] as const;
  });
  return Object.fromEntries(made);
}
