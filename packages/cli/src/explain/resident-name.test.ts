import { expect, test } from "vitest";
import { nameOfId, residentName } from "./resident-name.ts";

test.each([
  ["resample-x2.onnx #93616971", "resample-x2"],
  ["/models/resample-x2.onnx (child-process, cpu)", "resample-x2"],
  ["C:\\models\\big model.onnx (in-process)", "big model"],
  ["resample.onnx", "resample"],
  ["a key of another kind", "a key of another kind"],
  ["pipeline/sd15", "pipeline/sd15"],
])("residentName(%j) is %j", (key, name) => {
  expect(residentName(key)).toBe(name);
  expect(nameOfId(`pool/${key}@cuda:0`)).toBe(name);
});
