// What the dialog for a run says.
import assert from "node:assert/strict";
import { test } from "node:test";

import { sizeOf } from "../../assets/player/picture/run.js";

test("a size is told in kB, rounded up, and in MB", () => {
  assert.deepEqual([1, 5321, 999_999, 3_400_000].map(sizeOf), ["1 kB", "6 kB", "1000 kB", "3.4 MB"]);
});
