import type { Encoded } from "../encoders/text-encoder.ts";
import { blend, blendAbsences, conjoin, weighTokens } from "../maths/compel.ts";
import { joinTokens, toField, type Field } from "../maths/embedding.ts";
import type { FlatPrompt } from "../syntax/fragments.ts";
import type { PartPlan, WeightedBlock } from "./compel-plan.ts";

/** Computes a prompt's embedding from those of its blocks. */
export function evaluatePrompt(
  { kind, normalize }: Pick<FlatPrompt, "kind" | "normalize">,
  plans: readonly PartPlan[],
  encoded: Encoded,
  empty: Field,
): Field {
  const terms = plans.map((plan) => ({
    field: evaluatePart(plan, encoded, empty),
    weight: plan.weight,
  }));
  return kind === "blend" ? blend(terms, empty, { normalize }) : conjoin(terms, empty);
}

function evaluatePart({ blocks, absences }: PartPlan, encoded: Encoded, empty: Field): Field {
  const weigh = (block: WeightedBlock | undefined): Field =>
    block === undefined
      ? empty
      : weighTokens(toField(encoded(block.block).state), empty, block.weights);
  const count = Math.max(blocks.length, ...absences.map((each) => each.blocks.length));
  return joinTokens(
    Array.from({ length: count }, (_, index) => {
      const whole = blocks[index];
      const changed = absences.filter((each) => each.blocks[index] !== whole);
      const without = changed.map((each) => ({
        field: weigh(each.blocks[index]),
        weight: each.absence,
      }));
      const all = absences.reduce((sum, each) => sum + each.absence, 0);
      const here = changed.reduce((sum, each) => sum + each.absence, 0);
      return blendAbsences(weigh(whole), without, all - here);
    }),
  );
}
