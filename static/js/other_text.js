// <input data-other-text>: typing what is meant by その他 chooses その他. Taking the choice back leaves the text: the
// server says what to do about it, and nothing typed is lost.
import { behaviour } from "./behaviour.js";

behaviour("[data-other-text]", (input) => {
  const name = input.name.replace(/\.other$/, "");
  input.addEventListener("input", () => {
    if (!input.value.trim()) return;
    for (const control of input.form?.elements ?? []) {
      if (control.name !== name) continue;
      if (control.localName === "select") control.value = "other";
      else if (control.value === "other") control.checked = true;
    }
  });
});
